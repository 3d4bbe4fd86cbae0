using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;
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

        TestContext.Current.TestOutputHelper!.WriteLine($"{differences.Length} rows of logits differ by at most {differences.Max()}.");
        Assert.InRange(differences.Max(), 0, 1e-3f);
    }

    [Fact]
    public void Floats_write_the_references_answers() => AssertAnswers(RealBase.Conversations().Take(5).ToArray(), fewest: 5);

    [Fact]
    [Trait("Length", "long")]
    public void Floats_write_nearly_all_of_the_references_answers() => AssertAnswers(RealBase.Conversations(), fewest: 99);

    private void AssertAnswers(IReadOnlyList<GreedyRow> conversations, int fewest)
    {
        using var runner = model.Load(WeightPrecision.Fp32);
        var answers = GreedyBatch.Write(runner, [.. conversations.Select(row => row.Prompt)], 32, model.Open(WeightPrecision.Fp32).Layout.EndId);

        var same = conversations.Zip(answers, (row, answer) => row.Greedy.SequenceEqual(answer)).Count(equal => equal);

        TestContext.Current.TestOutputHelper!.WriteLine($"{same} of {conversations.Count} answers have the reference's ids.");
        Assert.InRange(same, fewest, conversations.Count);
    }

    /// <summary>The recipe of the reference: each question alone, nothing before its first token, which is no target.</summary>
    [Theory]
    [Trait("Length", "long")]
    [InlineData(WeightPrecision.Fp32, -0.001, 0.001)]
    [InlineData(WeightPrecision.Source, -0.01, 0.01)]
    [InlineData(WeightPrecision.Int8, -0.01, 0.02)]
    [InlineData(WeightPrecision.Int4, 0, 0.3)]
    public void Perplexity(WeightPrecision precision, double least, double most)
    {
        const double Reference = 16.412;
        var tokenizer = model.Open(precision).Tokenizer;
        using var session = new GraphSession(model.Folder(precision), threads: 2);
        var (sum, targets) = (0.0, 0);
        foreach (var line in File.ReadLines(SharedFiles.Require("evaluation", "gsm8k-test.jsonl")).Take(200))
        {
            var ids = tokenizer.EncodeOrdinary((string)JsonNode.Parse(line)!["question"]!);
            var logits = session.Logits(ids, ids.Length);
            for (var i = 1; i < ids.Length; i++, targets++)
            {
                var row = logits[i - 1];
                var highest = row.Max();
                sum += Math.Log(row.Sum(value => Math.Exp(value - highest))) + highest - row[ids[i]];
            }
        }

        var perplexity = Math.Exp(sum / targets);
        TestContext.Current.TestOutputHelper!.WriteLine($"{precision}: perplexity {perplexity:0.000} over {targets} targets, {(perplexity / Reference) - 1:+0.00%;-0.00%}");
        Assert.InRange(targets, 12_190, 12_200);
        Assert.InRange((perplexity / Reference) - 1, least, most);
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData(WeightPrecision.Fp32, 32, 34)]
    [InlineData(WeightPrecision.Source, 32, 50)]
    [InlineData(WeightPrecision.Int8, 0, 50)]
    [InlineData(WeightPrecision.Int4, 0, 50)]
    public async Task Everyday_questions(WeightPrecision precision, int least, int most)
    {
        var questions = File.ReadLines(SharedFiles.Require("evaluation", "everyday.jsonl")).Select(line => JsonNode.Parse(line)!).ToArray();
        using var generator = model.LoadGenerator(precision);

        var answers = await Task.WhenAll(questions.Select(row => AnswerAsync(generator, [new PromptMessage("user", (string)row["question"]!)], 64)));

        var right = questions.Zip(answers, (row, answer) => row["answers"]!.AsArray().Any(alias => IsIn((string)alias!, answer))).Count(hit => hit);
        TestContext.Current.TestOutputHelper!.WriteLine($"{precision}: {right} of {questions.Length} everyday questions");
        Assert.InRange(right, least, most);
    }

    private static async Task<string> AnswerAsync(TextGenerator generator, IReadOnlyList<PromptMessage> messages, int tokens)
    {
        var request = generator.CreateRequest(messages, MarkerSet.Empty(generator.Taxonomy)) with { MaxOutputTokens = tokens };
        return string.Concat(await generator.GenerateAsync(request).OfType<GenerationEvent.Text>().Select(text => text.Delta).ToListAsync());
    }

    // As whole words, letter case ignored; symbols such as O, Au and Fe with case.
    private static bool IsIn(string alias, string text) => Regex.IsMatch(
        text, $@"(?<!\w){Regex.Escape(alias)}(?!\w)", alias.Length <= 2 ? RegexOptions.None : RegexOptions.IgnoreCase);

    /// <summary>A slot of a context of 8,192 tokens costs what its sequence fills, not what it may.</summary>
    [Fact]
    [Trait("Length", "long")]
    public void Memory_of_eight_slots()
    {
        const int Tokens = 128;
        var prompt = RealBase.Conversations().SelectMany(row => row.Prompt).Take(Tokens).ToArray();
        using var runner = model.Load(WeightPrecision.Source);
        var warm = runner.Open(prompt, Tokens);
        runner.Prefill(warm, prompt, 0, CancellationToken.None);
        runner.Close(warm);
        var before = Environment.WorkingSet;

        var slots = Enumerable.Range(0, 8).Select(_ => runner.Open(prompt, 8192)).ToArray();
        var opened = Environment.WorkingSet - before;
        Array.ForEach(slots, slot => runner.Prefill(slot, prompt, 0, CancellationToken.None));
        var filled = Environment.WorkingSet - before;

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"Before {before / 1e6:0} MB; 8 slots opened for 8,192 tokens +{opened / 1e6:0} MB; with {Tokens} tokens in each +{filled / 1e6:0} MB");
        Assert.InRange(opened, long.MinValue, 40_000_000);
        Assert.InRange(filled, long.MinValue, 40_000_000 + (2 * 8 * Tokens * 46_080));
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
        const int Prompt = 128;
        using var runner = model.Load(precision, slots: 32, threads: 1);
        var prompt = RealBase.Conversations().SelectMany(row => row.Prompt).Take(Prompt).ToArray();
        var bytes = Directory.GetFiles(model.Folder(precision)).Sum(file => new FileInfo(file).Length);
        var slots = new List<ModelSlot>();
        void Open()
        {
            slots.Add(runner.Open(prompt, 2 * Prompt));
            runner.Prefill(slots[^1], prompt, 0, CancellationToken.None);
        }

        // The first pass makes what later ones find.
        Open();
        var figures = new List<string> { Rate($"prompts of {Prompt}", Prompt, 4, Open) };
        foreach (var streams in new[] { 1, 8, 32 })
        {
            while (slots.Count < streams)
            {
                Open();
            }

            figures.Add(Rate($"decode {streams}", streams, 32, () => runner.Decode([.. slots.Take(streams).Select(slot => (slot, 100))])));
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
