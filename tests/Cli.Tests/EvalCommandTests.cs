using System.Text.Json.Nodes;
using TreasureMarkers.Evaluation;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class EvalCommandTests
{
    [Fact]
    public async Task It_evaluates_several_models_prints_the_report_and_keeps_the_answers()
    {
        using var folder = new TemporaryFolder();
        var model = await TinyModel.GetFolderAsync();
        await WriteListsAsync(folder);
        string[] arguments =
        [
            "eval", "--model", model, model, "--prompts", folder["prompts.jsonl"], "--questions", folder["questions.jsonl"],
            "--labels", folder["labels.jsonl"], "--only", "Knowledge", "Unasked", "Format", "Marker inference", "--count", "2", "--seed", "3",
            "--report", folder["report"],
        ];

        var (exitCode, output, error) = await TrainingCli.RunAsync(arguments);

        Assert.True(exitCode == 0, error);
        Assert.Contains("Planned, for each model:", error, StringComparison.Ordinal);
        Assert.Contains("### Marker inference", output, StringComparison.Ordinal);
        Assert.DoesNotContain("### Sentences", output, StringComparison.Ordinal);
        Assert.Contains("2 prompts a cell, seed 3", output, StringComparison.Ordinal);
        Assert.Contains("Held against model", output, StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder["report"], "report.json")))!["models"]!.AsArray().Count);
        var answers = await File.ReadAllTextAsync(Path.Combine(folder["report"], "answers.jsonl"));
        Assert.Equal(output, (await TrainingCli.RunAsync(arguments)).Output);
        Assert.Equal(answers, await File.ReadAllTextAsync(Path.Combine(folder["report"], "answers.jsonl")));
    }

    [Fact]
    public async Task Public_sets_are_read_from_their_folder_and_what_is_kept_is_written_into_the_model()
    {
        using var folder = new TemporaryFolder();
        var model = Path.Combine(folder.Root, "copy");
        Directory.CreateDirectory(model);
        foreach (var file in Directory.GetFiles(await TinyModel.GetFolderAsync()))
        {
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        }

        await WriteListsAsync(folder);
        Directory.CreateDirectory(folder["sets"]);
        File.Copy(folder["questions.jsonl"], folder["sets/everyday.jsonl"]);
        File.Copy(folder["prompts.jsonl"], folder["sets/alpaca-eval-instructions.jsonl"]);
        File.Copy(folder["questions.jsonl"], folder["sets/gsm8k-test.jsonl"]);
        await File.WriteAllTextAsync(folder["sets/language-confusion.jsonl"], """{"setting": "monolingual", "source": "okapi", "lang": "de", "prompt": "Warum ist der Himmel blau?"}""");

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "eval", "--model", model, "--evaluation", folder["sets"], "--only", "Length in tokens", "Text likelihood", "--count", "1",
            "--update-model", "--report", folder["report"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains("Text without markers: ", output, StringComparison.Ordinal);
        Assert.Contains("\"kept\"", await File.ReadAllTextAsync(Path.Combine(model, "taxonomy.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model DIR, or a running server with --url URL", "--report", "unused", "--prompts", "unused")]
    [InlineData("Say what to ask: --prompts FILE", "--report", "unused", "--model", "unused")]
    [InlineData("--count must be at least 1", "--model", "unused", "--report", "unused", "--prompts", "unused", "--count", "0")]
    [InlineData("--url must be an http or https URL", "--url", "127.0.0.1:5080", "--report", "unused", "--prompts", "unused")]
    [InlineData("'/nowhere/at-all' does not exist", "--model", "unused", "--report", "/tmp/tm-eval-unused", "--evaluation", "/nowhere/at-all")]
    public async Task Bad_input_is_said_to_be(string says, params string[] arguments)
    {
        var (exitCode, output, error) = await TrainingCli.RunAsync(["eval", .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("it does not exist", "--model", "/nowhere/at-all")]
    [InlineData("http://127.0.0.1:9/ does not answer as an OpenAI-compatible server", "--url", "http://127.0.0.1:9")]
    public async Task A_model_that_is_not_there_is_said_to_be(string says, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        await WriteListsAsync(folder);
        var (exitCode, _, error) = await TrainingCli.RunAsync(["eval", "--prompts", folder["prompts.jsonl"], "--report", folder["report"], .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Experiments_are_chosen_by_the_names_of_the_report() => Assert.Equal(
        [
            "Knowledge", "Unasked", "Format", "Length in tokens", "Sentences", "Language", "Word limit", "Several levers", "Marker inference",
            "Requests for markers", "Length bucket", "Style", "Programming language", "Multiple choice", "Language confusion", "Text likelihood",
        ],
        Evaluator.Names);

    private static async Task WriteListsAsync(TemporaryFolder folder)
    {
        await File.WriteAllLinesAsync(folder["prompts.jsonl"], Enumerable.Range(1, 3).Select(i => $$"""{"prompt": "Tell me what people do with tool number {{i}} in the house."}"""));
        await File.WriteAllLinesAsync(folder["questions.jsonl"], ["""{"question": "What is the capital of France?", "answers": ["Paris"]}"""]);
        await File.WriteAllLinesAsync(folder["labels.jsonl"], ["""{"prompt": "Add two and two.", "task": "QuestionAnswering", "domain": "Math"}"""]);
    }
}
