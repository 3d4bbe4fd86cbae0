using System.Text.Json.Nodes;
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
        string[] arguments =
        [
            "eval", "--model", model, model, "--data", await TinyModel.GetDataFolderAsync(), "--report", folder["report"],
            "--samples", "2", "--seed", "3",
        ];

        var (exitCode, output, error) = await TrainingCli.RunAsync(arguments);

        Assert.True(exitCode == 0, error);
        Assert.Contains("### Marker inference", output, StringComparison.Ordinal);
        Assert.Contains("2 questions a cell, seed 3", output, StringComparison.Ordinal);
        Assert.Contains("Held against model", output, StringComparison.Ordinal);
        Assert.Equal(2, JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder["report"], "report.json")))!["models"]!.AsArray().Count);
        var answers = await File.ReadAllTextAsync(Path.Combine(folder["report"], "answers.jsonl"));
        Assert.Equal(output, (await TrainingCli.RunAsync(arguments)).Output);
        Assert.Equal(answers, await File.ReadAllTextAsync(Path.Combine(folder["report"], "answers.jsonl")));
    }

    [Fact]
    public async Task Lists_of_prompts_and_questions_are_asked_without_a_data_folder()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder["prompts.jsonl"], Enumerable.Range(1, 3).Select(i => $$"""{"prompt": "Tell me what people do with tool number {{i}} in the house."}"""));
        await File.WriteAllLinesAsync(folder["questions.jsonl"], ["""{"question": "What is the capital of France?", "answers": ["Paris"]}"""]);

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "eval", "--model", await TinyModel.GetFolderAsync(), "--prompts", folder["prompts.jsonl"], "--questions", folder["questions.jsonl"],
            "--only", "Knowledge", "Levers together", "--samples", "2", "--report", folder["report"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains("### Knowledge", output, StringComparison.Ordinal);
        Assert.Contains("### Levers together", output, StringComparison.Ordinal);
        Assert.DoesNotContain("### Format control", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model DIR, or a running server with --url URL", "--report", "unused")]
    [InlineData("--samples must be at least 1", "--model", "unused", "--report", "unused", "--samples", "0")]
    [InlineData("--url must be an http or https URL", "--url", "127.0.0.1:5080", "--report", "unused")]
    [InlineData("it does not exist", "--model", "/nowhere/at-all", "--report", "/tmp/tm-eval-unused")]
    [InlineData("http://127.0.0.1:9/ does not answer as an OpenAI-compatible server", "--url", "http://127.0.0.1:9", "--report", "/tmp/tm-eval-unused")]
    public async Task Bad_input_is_said_to_be(string says, params string[] arguments)
    {
        var (exitCode, output, error) = await TrainingCli.RunAsync(["eval", "--data", await TinyModel.GetDataFolderAsync(), .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }
}
