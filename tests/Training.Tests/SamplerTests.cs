using TorchSharp;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Training.Tests;

public sealed class SamplerTests
{
    public static TheoryData<string> Families => PlainDecoder.Families;

    private static readonly SamplerOptions Greedy = new(Temperature: 0, TopP: 1, MostTokens: 24);

    [Theory]
    [MemberData(nameof(Families))]
    public void Greedy_texts_are_the_likeliest_tokens_of_whole_passes(string family)
    {
        using var model = Model(family);
        int[][] prompts = [Prompt("a", 3), Prompt("b", 9), [.. Prompt("a", 3)[..2], .. Prompt("c", 5)]];
        var end = Enumerable.Range(0, model.Shape.VocabSize).Last();

        var texts = new Sampler(model, [end]).Write(prompts, [1, 2, 3], Greedy, CancellationToken.None);

        for (var row = 0; row < prompts.Length; row++)
        {
            long[] all = [.. prompts[row].Concat(texts[row].Tokens).Select(token => (long)token)];
            var likeliest = NanoModel.Logits(model, all, all.Length).Chunk(model.Shape.VocabSize).Select(logits => Array.IndexOf(logits, logits.Max())).ToArray();
            int[] wanted = texts[row].IsEnded ? [.. texts[row].Tokens, end] : texts[row].Tokens;
            Assert.Equal(wanted, likeliest[(prompts[row].Length - 1)..][..wanted.Length]);
            Assert.True(texts[row].IsEnded || texts[row].Tokens.Length == 24);
        }
    }

    [Fact]
    public void A_text_is_the_same_alone_and_among_others_that_end_before_it()
    {
        using var model = Model("llama");
        var options = new SamplerOptions(Temperature: 2, TopP: 0.95, MostTokens: 80);
        int[][] prompts = [.. Enumerable.Range(0, 24).Select(i => Prompt($"{i}", 2 + (i % 7)))];
        long[] seeds = [.. Enumerable.Range(0, 24).Select(i => 100L + i)];
        // Several of 53 tokens end a text, so that most end long before the last and rows are moved together.
        var sampler = new Sampler(model, [7, 11, 13]);

        var together = sampler.Write(prompts, seeds, options, CancellationToken.None);

        Assert.Contains(together, text => text is { IsEnded: true, Tokens.Length: < 20 });
        Assert.Contains(together, text => text.Tokens.Length > 32);
        for (var i = 0; i < prompts.Length; i++)
        {
            var alone = sampler.Write([prompts[i]], [seeds[i]], options, CancellationToken.None).Single();
            Assert.Equal(alone.Tokens, together[i].Tokens);
            Assert.Equal(alone.IsEnded, together[i].IsEnded);
        }

        Assert.NotEqual(together[0].Tokens, sampler.Write([prompts[0]], [5], options, CancellationToken.None)[0].Tokens);
    }

    [Fact]
    public void Nothing_is_written_behind_what_fills_the_context_and_a_text_stops_at_its_end()
    {
        using var model = Model("llama");
        int[][] prompts = [Prompt("full", model.Shape.MaxPositionEmbeddings), Prompt("nearly", model.Shape.MaxPositionEmbeddings - 5)];

        var texts = new Sampler(model, [model.Shape.VocabSize - 1]).Write(prompts, [1, 2], Greedy, CancellationToken.None);

        Assert.Empty(texts[0].Tokens);
        Assert.False(texts[0].IsEnded);
        Assert.InRange(texts[1].Tokens.Length, 0, 5);
    }

    [Fact]
    public void Choices_are_as_frequent_as_their_share_among_the_likeliest_that_reach_top_p()
    {
        using var scope = torch.NewDisposeScope();
        const int Draws = 20_000;
        double[] shares = [0.05, 0.4, 0.02, 0.3, 0.15, 0.08];
        var logits = torch.tensor([.. shares.Select(share => (float)Math.Log(share))]).unsqueeze(0).expand(Draws, shares.Length).contiguous();
        var draws = torch.arange(Draws, torch.ScalarType.Float32).add(0.5).div(Draws);

        long[] Counts(double temperature, double topP)
        {
            var chosen = Sampler.Choose(logits, draws, new SamplerOptions(temperature, topP, 1)).data<long>().ToArray();
            return [.. Enumerable.Range(0, shares.Length).Select(token => chosen.LongCount(id => id == token))];
        }

        // 0.4 + 0.3 do not reach 0.8; with 0.15 they do.
        AssertShares([0, 0.4, 0, 0.3, 0.15, 0], Counts(1, 0.8));
        AssertShares(shares, Counts(1, 1));
        AssertShares([.. shares.Select(share => share * share)], Counts(0.5, 1));
        AssertShares([0, 1, 0, 0, 0, 0], Counts(1, 1e-6));
        AssertShares([0, 1, 0, 0, 0, 0], Counts(0, 1));

        static void AssertShares(double[] wanted, long[] counts)
        {
            for (var token = 0; token < wanted.Length; token++)
            {
                Assert.Equal(wanted[token] / wanted.Sum(), counts[token] / (double)Draws, tolerance: 0.001);
            }
        }
    }

    [Fact]
    public void Sampling_can_be_cancelled()
    {
        using var model = Model("llama");
        Assert.Throws<OperationCanceledException>(
            () => new Sampler(model, [0]).Write([Prompt("a", 4)], [1], Greedy, new CancellationToken(canceled: true)));
    }

    private static Decoder Model(string family)
    {
        var shape = PlainDecoder.Family(family);
        return new Decoder(shape, new MemoryWeights(PlainDecoder.RandomWeights(shape)), MatrixPrecision.Fp32, torch.CPU);
    }

    private static int[] Prompt(string key, int length) => [.. NanoModel.Tokens(length, key, 53).Select(token => (int)token)];
}
