using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Inference.Tests.Generation;

public class SamplerTests
{
    private static readonly SamplingSettings Plain = new(
        Temperature: 1, TopP: 1, TopK: 0, RepetitionPenalty: 1, PresencePenalty: 0, FrequencyPenalty: 0, Seed: 1);

    [Fact]
    public void TemperatureZeroTakesTheLikeliestTokenThatIsNotBanned()
    {
        var sampler = new Sampler(Plain with { Temperature = 0 }, 4, banned: [2], []);
        Assert.Equal(3, sampler.Next([0f, 1f, 9f, 2f]));
    }

    [Theory]
    [InlineData(1f, 1f, 0)]
    [InlineData(0.5f, 1f, 0)]
    [InlineData(1.7f, 0.8f, 0)]
    [InlineData(1f, 1f, 3)]
    [InlineData(1f, 0.7f, 5)]
    [InlineData(1f, 0f, 0)]
    public void DrawsFollowTheDefinition(float temperature, float topP, int topK)
    {
        var random = new Random(5);
        var logits = Enumerable.Range(0, 20).Select(_ => (float)(random.NextDouble() * 4)).ToArray();
        var expected = Definition(logits, temperature, topP, topK);
        var sampler = new Sampler(Plain with { Temperature = temperature, TopP = topP, TopK = topK, Seed = 7 }, logits.Length, [], []);
        const int Draws = 20_000;
        var counts = new int[logits.Length];
        for (var i = 0; i < Draws; i++)
        {
            counts[sampler.Next((float[])logits.Clone())]++;
        }

        for (var id = 0; id < logits.Length; id++)
        {
            // Five standard deviations of a share of 20,000 draws, and none at all where the definition gives none.
            Assert.InRange(counts[id] / (double)Draws - expected[id], -0.018, expected[id] == 0 ? 0 : 0.018);
        }
    }

    [Fact]
    public void TheSameSeedDrawsTheSameTokens()
    {
        var logits = Enumerable.Range(0, 50).Select(i => i % 7f).ToArray();
        int[] Draw(long seed)
        {
            var sampler = new Sampler(Plain with { Seed = seed }, logits.Length, [], []);
            return [.. Enumerable.Range(0, 30).Select(_ => sampler.Next((float[])logits.Clone()))];
        }

        Assert.Equal(Draw(42), Draw(42));
        Assert.NotEqual(Draw(42), Draw(43));
    }

    [Fact]
    public void EqualLogitsCanAlwaysBeDrawnFrom()
    {
        var sampler = new Sampler(Plain with { TopP = 0.001f }, 1000, [], []);
        Assert.InRange(sampler.Next(new float[1000]), 0, 999);
    }

    [Fact]
    public void TheRepetitionPenaltyTouchesEveryTokenOfThePromptAndTheAnswerOnce()
    {
        var sampler = new Sampler(Plain with { Temperature = 0, RepetitionPenalty = 2 }, 4, [], [0, 0, 1]);
        var logits = new[] { 3f, -1f, 2f, 0f };
        Assert.Equal(2, sampler.Next(logits));
        Assert.Equal([1.5f, -2f, 2f, 0f], logits);
        logits = [3f, -1f, 2f, 0f];
        sampler.Next(logits);
        Assert.Equal([1.5f, -2f, 1f, 0f], logits);
    }

    [Fact]
    public void PresenceAndFrequencyPenaltiesTouchTheAnswersTokensAlone()
    {
        var sampler = new Sampler(Plain with { Temperature = 0, PresencePenalty = 0.5f, FrequencyPenalty = 0.25f }, 3, [], [0, 1]);
        sampler.Next([0f, 0f, 9f]);
        sampler.Next([0f, 0f, 9f]);
        var logits = new[] { 1f, 1f, 9f };
        sampler.Next(logits);
        Assert.Equal([1f, 1f, 9f - 0.5f - (2 * 0.25f)], logits);
    }

    private static double[] Definition(float[] logits, double temperature, double topP, int topK)
    {
        var weights = logits.Select(l => Math.Exp(l / temperature)).ToArray();
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(id => weights[id]).ToList();
        order = topK > 0 ? order.Take(topK).ToList() : order;
        var total = order.Sum(id => weights[id]);
        var sum = 0.0;
        var kept = order.TakeWhile(id => (sum += weights[id]) - weights[id] < topP * total || id == order[0]).ToList();
        var rest = kept.Sum(id => weights[id]);
        return [.. Enumerable.Range(0, logits.Length).Select(id => kept.Contains(id) ? weights[id] / rest : 0)];
    }
}
