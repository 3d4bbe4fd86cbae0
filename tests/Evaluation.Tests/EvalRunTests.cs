using System.Text.Json.Nodes;
using TreasureMarkers.Evaluation.Benchmarks;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>The whole evaluation of a small model of random weights.</summary>
public sealed class EvalRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_asked_and_reported_and_a_second_run_asks_only_what_is_missing()
    {
        var run = await PrepareAsync() with { Only = ["Knowledge", "Unasked", "Format", "Marker inference", "Requests for markers"] };
        string report = await File.ReadAllTextAsync(await run.RunAsync(Silent(), CancellationToken.None));
        foreach (string name in run.Only)
        {
            Assert.Contains($"### {name}", report, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("### Sentences", report, StringComparison.Ordinal);
        Assert.Contains("0 of the calls not valid JSON by their function's schema.", report, StringComparison.Ordinal);
        Assert.Contains("<svg", await File.ReadAllTextAsync(_folder["report/report.html"]), StringComparison.Ordinal);
        string[] first = await File.ReadAllLinesAsync(_folder["report/answers.jsonl"]);
        // A kill cut the last lines off, one of them in its middle.
        await File.WriteAllTextAsync(_folder["report/answers.jsonl"], string.Join('\n', first[..^3]) + "\n" + first[^3][..(first[^3].Length / 2)]);

        Assert.Equal(report, await File.ReadAllTextAsync(await run.RunAsync(Silent(), CancellationToken.None)));
        string[] second = await File.ReadAllLinesAsync(_folder["report/answers.jsonl"]);
        Assert.Equal(first[..^3], second[..^3]);
        Assert.Equal(first.Length, second.Length);
    }

    [Fact]
    public async Task A_served_model_is_measured_as_its_folder_is()
    {
        var run = await PrepareAsync() with { Only = ["Knowledge", "Unasked", "Language", "Marker inference", "Requests for markers"] };
        string assembly = Path.Combine(AppContext.BaseDirectory, "TreasureMarkers.ChatServer.dll");
        await using var server = await ChatServerProcess.StartAsync(assembly, run.Models[0], threads: 1, TestContext.Current.CancellationToken);

        await (run with { Url = server.Address }).RunAsync(Silent(), CancellationToken.None);

        var models = JsonNode.Parse(await File.ReadAllTextAsync(_folder["report/report.json"]))!["models"]!.AsArray();
        Assert.Equal(["model", "model"], models.Select(model => (string?)model!["name"]));
        Assert.Equal(5, models[1]!["experiments"]!.AsArray().Count);
        foreach (var (folder, served) in models[0]!["experiments"]!.AsArray().Zip(models[1]!["experiments"]!.AsArray()))
        {
            Assert.Equal(folder!["cells"]!.ToJsonString(), served!["cells"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_model_that_was_trained_without_functions_is_said_to_be_and_measured_in_all_else()
    {
        var run = await PrepareAsync() with { Only = ["Marker inference", "Requests for markers"] };
        string tokenizer = Path.Combine(run.Models[0], "tokenizer.json");
        string text = await File.ReadAllTextAsync(tokenizer);
        await File.WriteAllTextAsync(tokenizer, text.Replace("\\u003C|call|\\u003E", "[unused]", StringComparison.Ordinal));

        string report = await File.ReadAllTextAsync(await run.RunAsync(Silent(), CancellationToken.None));

        Assert.Contains("\nRequests for markers: this model was trained without functions. The server says: This model cannot call tools", report, StringComparison.Ordinal);
        Assert.Contains("### Marker inference", report, StringComparison.Ordinal);
        Assert.DoesNotContain("### Requests for markers", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_held_against_the_first_and_the_values_they_keep_are_written_into_their_folders()
    {
        var run = await PrepareAsync();
        run = run with { Models = [run.Models[0], run.Models[0]], Only = ["Unasked", "Length in tokens"], UpdatesModels = true };

        string report = await File.ReadAllTextAsync(await run.RunAsync(Silent(), CancellationToken.None));

        Assert.Contains("by markers minus model in words: 0.0 points", report, StringComparison.Ordinal);
        Assert.Contains("Held against model over 8 answers with nothing wished: the first 20 tokens all equal in 100.0%", report, StringComparison.Ordinal);
        var taxonomy = await File.ReadAllTextAsync(Path.Combine(run.Models[0], "taxonomy.json"));
        Assert.Contains("\"kept\"", taxonomy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_likelihood_of_texts_is_that_of_the_models_own_logits()
    {
        var run = await PrepareAsync();
        var found = Likelihood.Measure(run.Models[0], ["A text of some words.", "x"], TestContext.Current.CancellationToken)!;

        var folder = ModelFolder.Load(run.Models[0]);
        int[] ids = [.. folder.Tokenizer.EncodeOrdinary("A text of some words.")];
        using var runner = OnnxRuntimeRunner.Load(folder.Path, folder.Config, threads: 1, slots: 1, prefixBytes: 0);
        var slot = runner.Open(ids, ids.Length);
        var nats = ids.Zip(ids.Skip(1)).Average(pair =>
        {
            runner.Prefill(slot, [pair.First], draft: 0, TestContext.Current.CancellationToken);
            return Math.Log(slot.Logits.Sum(value => Math.Exp(value))) - slot.Logits[pair.Second];
        });
        Assert.Equal(ids.Length - 1, found.Tokens);
        Assert.Equal(nats, found.Nats, 4);
    }

    [Fact]
    public async Task Without_lists_for_what_is_wanted_there_is_nothing_to_ask()
    {
        var run = await PrepareAsync() with { Only = ["Language confusion"] };
        var e = await Assert.ThrowsAsync<CommandException>(() => run.RunAsync(Silent(), CancellationToken.None));
        Assert.Contains("nothing to ask", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_does_not_exist_leaves_no_report_behind()
    {
        var run = await PrepareAsync() with { Models = ["nowhere"] };
        await Assert.ThrowsAsync<CommandException>(() => run.RunAsync(Silent(), CancellationToken.None));
        Assert.False(Directory.Exists(run.Report));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_said_to_be()
    {
        var run = await PrepareAsync();
        await File.WriteAllTextAsync(Path.Combine(run.Models[0], "tokenizer.json"), "not a tokenizer");
        var e = await Assert.ThrowsAsync<CommandException>(() => run.RunAsync(Silent(), CancellationToken.None));
        Assert.Contains("tokenizer.json", e.Message, StringComparison.Ordinal);
    }

    private static EvalProgress Silent() => new(TextWriter.Null, interactive: false);

    private async Task<EvalRun> PrepareAsync()
    {
        string model = new RandomModel(Context: 2048, CallBias: 100).WriteTo(_folder["model"]);
        await File.WriteAllLinesAsync(_folder["prompts.jsonl"], Enumerable.Range(1, 8).Select(i => $$"""{"prompt": "Tell me what people do with tool number {{i}} in the house."}"""));
        await File.WriteAllLinesAsync(_folder["questions.jsonl"], ["""{"question": "What is the capital of France?", "answers": ["Paris"]}"""]);
        await File.WriteAllLinesAsync(_folder["labels.jsonl"], ["""{"prompt": "Add two and two.", "task": "QuestionAnswering", "domain": "Math"}"""]);
        return new EvalRun([model], null, _folder["report"], Count: 2, Seed: 1, "tm eval")
        {
            Prompts = _folder["prompts.jsonl"],
            Questions = _folder["questions.jsonl"],
            Labels = _folder["labels.jsonl"],
        };
    }
}
