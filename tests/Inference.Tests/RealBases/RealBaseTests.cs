using System.Diagnostics;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Inference.Tests.RealBases;

/// <summary>A real base through our graph, held against what transformers computed for the same weights.</summary>
public sealed class RealBaseTests(RealBase model)
{
    [Fact]
    public void Floats_give_the_references_logits()
    {
        var prompts = RealBase.Conversations().ToDictionary(row => row.Id, row => row.Prompt);
        using var session = new GraphSession(model.Folder(WeightPrecision.Fp32), threads: 2);

        var differences = RealBase.LastLogits().Select(row => NanoModel.LargestDifference(row.Value, session.Logits(prompts[row.Key])[0])).ToArray();

        TestContext.Current.SendDiagnosticMessage($"{differences.Length} rows of logits differ by at most {differences.Max()}.");
        Assert.InRange(differences.Max(), 0, 1e-3f);
    }

    [Fact]
    public void Floats_write_the_references_answers() => AssertAnswers(RealBase.Conversations().Take(5).ToArray(), fewest: 5);

    [Fact]
    [Trait("Length", "long")]
    public void Floats_write_nearly_all_of_the_references_answers() => AssertAnswers(RealBase.Conversations(), fewest: 99);

    private void AssertAnswers(IReadOnlyList<(int Id, int[] Prompt, int[] Greedy)> conversations, int fewest)
    {
        using var runner = model.Load(WeightPrecision.Fp32);
        var answers = GreedyBatch.Write(runner, [.. conversations.Select(row => row.Prompt)], 32, RealBase.EndId);

        var same = conversations.Zip(answers, (row, answer) => row.Greedy.SequenceEqual(answer)).Count(equal => equal);

        TestContext.Current.SendDiagnosticMessage($"{same} of {conversations.Count} answers have the reference's ids.");
        Assert.InRange(same, fewest, conversations.Count);
    }

    /// <summary>
    /// Prints speeds, by processor time of one thread, so that another program on the machine changes little.
    /// </summary>
    [Theory]
    [Trait("Length", "long")]
    [InlineData(WeightPrecision.Fp32)]
    [InlineData(WeightPrecision.Source)]
    [InlineData(WeightPrecision.Int8)]
    [InlineData(WeightPrecision.Int4)]
    public void Speeds(WeightPrecision precision)
    {
        using var runner = model.Load(precision, threads: 1);
        var prompt = RealBase.Conversations().SelectMany(row => row.Prompt).Take(512).ToArray();
        var bytes = Directory.GetFiles(model.Folder(precision)).Sum(file => new FileInfo(file).Length);
        var slots = new List<ModelSlot> { runner.Open(prompt, 700) };
        var figures = new List<string>
        {
            Rate("prefill 512", prompt.Length, 1, () => runner.Prefill(slots[0], prompt, 0, CancellationToken.None)),
        };
        foreach (var streams in new[] { 1, 8 })
        {
            while (slots.Count < streams)
            {
                slots.Add(runner.Open(prompt, 700));
                runner.Prefill(slots[^1], prompt.AsSpan(0, 448 + slots.Count), 0, CancellationToken.None);
            }

            figures.Add(Rate($"decode {streams}", streams, 32, () => runner.Decode([.. slots.Select(slot => (slot, 100))])));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{precision}: {bytes / 1e6:0.0} MB; {string.Join(", ", figures)}");
    }

    private static string Rate(string what, int tokens, int times, Action pass)
    {
        var process = Process.GetCurrentProcess();
        process.Refresh();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < times; i++)
        {
            pass();
        }

        process.Refresh();
        return $"{what}: {tokens * times / (process.TotalProcessorTime - before).TotalSeconds:0.0}/s";
    }
}
