using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;

namespace TreasureMarkers.Inference.Tests.Engine;

/// <summary>What both runners promise; the reference is one GenAI generator that passes a whole sequence at once.</summary>
public class ModelRunnerTests(ModelFolders folders)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TokensPassedInPiecesGiveTheLogitsOfOnePass(bool genAI)
    {
        using var runner = ModelFolders.LoadRunner(folders.Small, genAI).Runner;
        var tokens = Tokens(300);
        var slot = runner.Open(tokens, 400);
        foreach (var piece in new Range[] { ..1, 1..65, 65..66, 66..299, 299..300 })
        {
            runner.Prefill(slot, tokens[piece], draft: 0, CancellationToken.None);
        }

        Assert.Equal(tokens, slot.Tokens);
        AssertLogits(tokens, slot);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADraftGivesTheLogitsAfterEachOfItsTokens(bool exported)
    {
        // The one gives the logits of all positions, the other those that it is asked for.
        var folder = exported ? DefaultModel.Folder : folders.Small;
        using var runner = ModelFolders.LoadRunner(folder).Runner;
        var tokens = Tokens(90);
        var slot = runner.Open(tokens, 200);
        runner.Prefill(slot, tokens.AsSpan(..40), draft: 0, CancellationToken.None);

        runner.Prefill(slot, tokens.AsSpan(40..47), draft: 4, CancellationToken.None);

        Assert.True(runner.CanDraft);
        AssertLogits(tokens[..43], slot, folder);
        for (var i = 0; i < 4; i++)
        {
            slot.Logits = slot.DraftLogits[i];
            AssertLogits(tokens[..(44 + i)], slot, folder);
        }

        // A draft that was wrong is written over.
        slot.Tokens.RemoveRange(43, 4);
        runner.Prefill(slot, tokens.AsSpan(50..), draft: 0, CancellationToken.None);
        AssertLogits([.. tokens[..43], .. tokens[50..]], slot, folder);
        Assert.Empty(slot.DraftLogits);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BranchesAreTriedApartAndLeaveTheSequenceAsItWas(bool genAI)
    {
        using var runner = ModelFolders.LoadRunner(folders.Small, genAI).Runner;
        var (tokens, more) = (Tokens(60), Tokens(80, seed: 2));
        var other = runner.Open(more, 100);
        runner.Prefill(other, more, draft: 0, CancellationToken.None);
        var slot = runner.Open(tokens, 100);
        runner.Prefill(slot, tokens.AsSpan(..50), draft: 0, CancellationToken.None);
        AssertBranches(slot, 20, 1);
        AssertBranches(slot, 3, 2);
        runner.Prefill(slot, tokens.AsSpan(50..), draft: 0, CancellationToken.None);
        AssertBranches(slot, 17, 2);
        AssertBranches(other, 5, 1);
        AssertLogits(tokens, slot);
        runner.Decode([(slot, 7), (other, 8)]);
        AssertLogits([.. tokens, 7], slot);
        AssertLogits([.. more, 8], other);

        void AssertBranches(ModelSlot from, int count, int length)
        {
            int[][] branches = [.. Enumerable.Range(0, count).Select(i => Tokens(length, seed: 10 + i))];
            int[] wanted = [5, 260, 3];
            var before = from.Tokens.ToArray();
            var logits = runner.Branch(from, before.Length, branches, wanted, CancellationToken.None);
            Assert.Equal(before, from.Tokens);
            using var model = new ReferenceModel(folders.Small);
            foreach (var (branch, found) in branches.Zip(logits))
            {
                var expected = model.Logits([.. before, .. branch]);
                Assert.All(wanted.Zip(found), pair => Assert.Equal(expected[pair.First], pair.Second, 1e-3f));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SequencesOfAnyLengthDecodeTogetherAsEachAlone(bool genAI)
    {
        using var runner = ModelFolders.LoadRunner(folders.Small, genAI).Runner;
        var random = new Random(1);
        var slots = new List<(ModelSlot Slot, List<int> Tokens)>();
        for (var step = 0; step < 120; step++)
        {
            // Sequences join, pause and leave in any order.
            if (slots.Count < runner.Slots && random.Next(4) == 0)
            {
                var prompt = Tokens(random.Next(1, 60), seed: step);
                var slot = runner.Open(prompt, 256);
                runner.Prefill(slot, prompt.AsSpan(slot.Tokens.Count), draft: 0, CancellationToken.None);
                slots.Add((slot, [.. prompt]));
            }
            else if (slots.Count > 0 && random.Next(10) == 0)
            {
                var leaving = random.Next(slots.Count);
                AssertLogits([.. slots[leaving].Tokens], slots[leaving].Slot);
                runner.Close(slots[leaving].Slot);
                slots.RemoveAt(leaving);
            }

            var decoding = slots.Where(s => s.Tokens.Count < 250 && random.Next(3) > 0)
                .Select(s => (s.Slot, s.Tokens, Id: random.Next(3, 250)))
                .ToList();
            if (decoding.Count > 0)
            {
                runner.Decode([.. decoding.Select(d => (d.Slot, d.Id))]);
                decoding.ForEach(d => d.Tokens.Add(d.Id));
            }
        }

        Assert.NotEmpty(slots);
        Assert.All(slots, s => AssertLogits([.. s.Tokens], s.Slot));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ASequenceThatBeginsLikeAnEarlierOneNeedsOnlyItsRest(bool genAI)
    {
        using var runner = ModelFolders.LoadRunner(folders.Small, genAI).Runner;
        var first = Tokens(100);
        var earlier = runner.Open(first, 200);
        Assert.Empty(earlier.Tokens);
        runner.Prefill(earlier, first, draft: 0, CancellationToken.None);
        runner.Close(earlier);

        int[] second = [.. first[..80], .. Tokens(50, seed: 2)];
        var slot = runner.Open(second, 200);
        Assert.Equal(first[..80], slot.Tokens);
        runner.Prefill(slot, second.AsSpan(80), draft: 0, CancellationToken.None);
        AssertLogits(second, slot);
        runner.Close(slot);

        // The whole prompt is never taken over: its last token's pass gives the logits.
        var again = runner.Open(second, 200);
        Assert.Equal(second[..^1], again.Tokens);
        runner.Prefill(again, second.AsSpan(^1..), draft: 0, CancellationToken.None);
        AssertLogits(second, again);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnotherSequenceThanThereAreSlotsIsAnException(bool genAI)
    {
        using var runner = ModelFolders.LoadRunner(folders.Small, genAI, slots: 1).Runner;
        var slot = runner.Open([1], 10);
        Assert.Throws<InvalidOperationException>(() => runner.Open([1], 10));
        runner.Close(slot);
        runner.Open([1], 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void APassThatIsCancelledAtAnyMomentEndsAndTheOthersGoOn(bool genAI)
    {
        using var runner = ModelFolders.LoadRunner(folders.Endless, genAI).Runner;
        var other = runner.Open([5], 100);
        runner.Prefill(other, [5], draft: 0, CancellationToken.None);
        int[] tokens = [.. Tokens(50), RandomModel.EndlessId];
        foreach (var milliseconds in new[] { 0, 1, 10, 200 })
        {
            var slot = runner.Open(tokens, 100);
            using var cancellation = new CancellationTokenSource();
            var pass = new BackgroundCall(() => runner.Prefill(slot, tokens, draft: 0, cancellation.Token));
            Assert.False(pass.EndsWithin(milliseconds));
            cancellation.Cancel();
            Assert.IsAssignableFrom<OperationCanceledException>(pass.Failure());
            Assert.Empty(slot.Tokens);
            runner.Close(slot);
        }

        runner.Decode([(other, 9)]);
        AssertLogits([5, 9], other, folders.Endless);
        Assert.Empty(runner.Open(tokens, 100).Tokens);
    }

    [Fact]
    public void TheBufferGrowsUnderSequencesThatAreOpen()
    {
        using var runner = ModelFolders.LoadRunner(folders.Slow).Runner;
        var (small, large) = (Tokens(200), Tokens(700, seed: 2));
        var first = runner.Open(small, 210);
        runner.Prefill(first, small, draft: 0, CancellationToken.None);
        var second = runner.Open(large, 800);
        runner.Prefill(second, large, draft: 0, CancellationToken.None);
        runner.Decode([(first, 7), (second, 8)]);
        AssertLogits([.. small, 7], first, folders.Slow);
        AssertLogits([.. large, 8], second, folders.Slow);
    }

    private static int[] Tokens(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3, 250))];
    }

    private void AssertLogits(int[] tokens, ModelSlot slot, string? folder = null)
    {
        using var model = new ReferenceModel(folder ?? folders.Small);
        Assert.All(model.Logits(tokens).Zip(slot.Logits), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }
}
