using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Inference.Tests.RealBases;

/// <summary>
/// Products of whole numbers do not depend on what else is in a pass, and attention and norms work row by row: a sequence has the same
/// logits, bit for bit, whatever shares its passes. A pass of one token a sequence and one of several differ: attention has a way of its
/// own for one row.
/// </summary>
public sealed class EqualAnswersTests(RealBase model)
{
    private const int Steps = 12;

    [Fact]
    public void A_sequence_in_eight_bits_has_the_same_logits_alone_and_among_seven_others()
    {
        var prompts = RealBase.Conversations().Take(24).Select(row => row.Prompt).ToArray();
        using var runner = model.Load(WeightPrecision.Int8);
        var different = new List<string>();
        for (var first = 0; first < prompts.Length; first += 8)
        {
            var group = prompts[first..(first + 8)];
            var together = Run(runner, group);
            for (var i = 0; i < group.Length; i++)
            {
                var alone = Run(runner, [group[i]])[0];
                var step = Enumerable.Range(0, Steps).FirstOrDefault(at => !alone[at].AsSpan().SequenceEqual(together[i][at]), -1);
                if (step >= 0)
                {
                    different.Add($"{first + i} at {step} by {NanoModel.LargestDifference(alone[step], together[i][step])}");
                }
            }
        }

        Assert.Empty(different);
    }

    [Fact]
    public void A_prompt_in_eight_bits_has_the_same_logits_whole_and_in_pieces()
    {
        using var runner = model.Load(WeightPrecision.Int8);
        foreach (var prompt in RealBase.Conversations().Take(10).Select(row => row.Prompt))
        {
            var (whole, pieces) = (runner.Open(prompt, prompt.Length), runner.Open(prompt, prompt.Length));
            runner.Prefill(whole, prompt, draft: 0, CancellationToken.None);
            runner.Prefill(pieces, prompt.AsSpan(0, prompt.Length / 2), draft: 0, CancellationToken.None);
            runner.Prefill(pieces, prompt.AsSpan(prompt.Length / 2), draft: 0, CancellationToken.None);

            Assert.Equal(whole.Logits, pieces.Logits);
            runner.Close(pieces);
            runner.Close(whole);
        }
    }

    // The logits before each step, of sequences that are open at once.
    private static float[][][] Run(IModelRunner runner, int[][] prompts)
    {
        var slots = prompts.Select(prompt => runner.Open(prompt, prompt.Length + Steps)).ToArray();
        var logits = prompts.Select(_ => new List<float[]>()).ToArray();
        for (var i = 0; i < slots.Length; i++)
        {
            runner.Prefill(slots[i], prompts[i].AsSpan(slots[i].Tokens.Count), draft: 0, CancellationToken.None);
        }

        for (var step = 0; step < Steps; step++)
        {
            for (var i = 0; i < slots.Length; i++)
            {
                logits[i].Add([.. slots[i].Logits]);
            }

            runner.Decode([.. slots.Select(slot => (slot, Array.IndexOf(slot.Logits, slot.Logits.Max())))]);
        }

        Array.ForEach(slots, runner.Close);
        return [.. logits.Select(steps => steps.ToArray())];
    }
}
