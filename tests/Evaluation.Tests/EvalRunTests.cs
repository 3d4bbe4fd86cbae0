using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>The whole evaluation of a small model of random weights.</summary>
public sealed class EvalRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tm-eval-").FullName;

    private string Answers => Path.Combine(_folder, "report", "answers.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_model_is_loaded_asked_and_reported_and_a_second_run_asks_only_what_is_missing()
    {
        EvalRun run = await PrepareAsync();
        string report = await File.ReadAllTextAsync(await run.RunAsync(Silent(), CancellationToken.None));
        foreach (string heading in (string[])["Language control", "Length control", "Length bucket control", "Format control", "Marker inference", "Function calling", "Function calling, argument by argument"])
        {
            Assert.Contains($"### {heading}", report, StringComparison.Ordinal);
        }

        Assert.Contains("| 10 words |", report, StringComparison.Ordinal);
        string calls = report.Split('\n').Single(line => line.StartsWith("Function calls: ", StringComparison.Ordinal));
        Assert.Matches(@"^Function calls: [1-9][0-9]* to 12 requests, of which 0 were refused; 0 of the calls not valid JSON by their function's schema\.$", calls);
        string[] first = await File.ReadAllLinesAsync(Answers);
        await CutAsync(Answers, keep: first.Length - 3);

        string repeated = await File.ReadAllTextAsync(await run.RunAsync(Silent(), CancellationToken.None));
        string[] second = await File.ReadAllLinesAsync(Answers);
        Assert.Equal(report, repeated);
        Assert.Equal(first[..^3], second[..^3]);
        Assert.Equal(first.Length, second.Length);
    }

    [Fact]
    public async Task A_model_that_was_trained_without_functions_is_said_to_be_and_measured_in_all_else()
    {
        EvalRun run = await PrepareAsync();
        string tokenizer = Path.Combine(run.Models[0], "tokenizer.json");
        string text = await File.ReadAllTextAsync(tokenizer);
        await File.WriteAllTextAsync(tokenizer, text.Replace("\\u003C|call|\\u003E", "[unused]", StringComparison.Ordinal));

        string report = await File.ReadAllTextAsync(await run.RunAsync(Silent(), CancellationToken.None));

        Assert.Contains("\nFunction calling: this model was trained without functions. The server says: This model cannot call tools", report, StringComparison.Ordinal);
        Assert.Contains("### Marker inference", report, StringComparison.Ordinal);
        Assert.DoesNotContain("### Function calling", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prompts_and_questions_are_asked_instead_of_held_out_rows_and_models_are_held_against_the_first()
    {
        EvalRun run = await PrepareAsync();
        string prompts = Path.Combine(_folder, "prompts.jsonl"), questions = Path.Combine(_folder, "questions.jsonl");
        await File.WriteAllLinesAsync(prompts, Enumerable.Range(1, 3).Select(i => $$"""{"instruction": "Tell me what people do with tool number {{i}} in the house."}"""));
        await File.WriteAllLinesAsync(questions, ["""{"question": "What is the capital of France?", "answers": ["Paris"]}"""]);

        string report = await File.ReadAllTextAsync(await (run with
        {
            Models = [run.Models[0], run.Models[0]],
            Data = null,
            Prompts = prompts,
            Questions = questions,
            Only = ["knowledge", "Levers together"],
            Samples = 3,
        }).RunAsync(Silent(), CancellationToken.None));

        Assert.Contains("3 rows and 1 questions of prompts.jsonl, questions.jsonl", report, StringComparison.Ordinal);
        Assert.Contains("### Knowledge", report, StringComparison.Ordinal);
        Assert.DoesNotContain("### Length control", report, StringComparison.Ordinal);
        Assert.Contains("Levers together, by markers, minus model asked in words: 0.0 points [0.0, 0.0], 12 pairs.", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_does_not_exist_leaves_no_report_behind()
    {
        EvalRun run = await PrepareAsync();
        await Assert.ThrowsAsync<CommandException>(() => (run with { Models = ["nowhere"] }).RunAsync(Silent(), CancellationToken.None));
        Assert.False(Directory.Exists(run.Report));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_said_to_be()
    {
        EvalRun run = await PrepareAsync();
        await File.WriteAllTextAsync(Path.Combine(run.Models[0], "tokenizer.json"), "not a tokenizer");
        var e = await Assert.ThrowsAsync<CommandException>(() => run.RunAsync(Silent(), CancellationToken.None));
        Assert.Contains("tokenizer.json", e.Message, StringComparison.Ordinal);
    }

    private static EvalProgress Silent() => new(TextWriter.Null, interactive: false);

    private static async Task CutAsync(string path, int keep)
    {
        string[] lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllTextAsync(path, string.Join('\n', lines.Take(keep)) + "\n" + lines[keep][..(lines[keep].Length / 2)]);
    }

    private async Task<EvalRun> PrepareAsync()
    {
        string model = new RandomModel(Context: 768, CallBias: 100).WriteTo(Path.Combine(_folder, "model"));
        string data = Path.Combine(_folder, "data");
        await HeldOutRows.WriteAsync(data);
        return new EvalRun([model], null, data, null, null, [], Path.Combine(_folder, "report"), Samples: 1, Seed: 1, "tm eval");
    }
}
