using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class TrainCommandTests
{
    [Theory]
    [InlineData("does not exist", "--data", "/nowhere/at-all", "--out", "/tmp/unused")]
    [InlineData("nano, small, base", "--preset", "huge", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("50_50", "--dropout", "half", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("marked, baseline", "--arm", "left", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("64 to", "--packed-length", "3", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("--out is missing", "--data", "/nowhere")]
    [InlineData("needs --base", "--lora", "8", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("--lora-alpha needs --lora", "--base", "/nowhere", "--lora-alpha", "8", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("exclude each other", "--base", "/nowhere", "--lora", "8", "--last-layers", "2", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("q_proj,k_proj", "--base", "/nowhere", "--lora", "8", "--lora-targets", "everything", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("There is no '/nowhere'", "--base", "/nowhere", "--lora", "8", "--data", "/nowhere", "--out", "/tmp/unused")]
    [InlineData("there is no run to go on with", "--resume", "/nowhere")]
    public async Task Bad_input_is_one_line_that_says_what_is_allowed(string says, params string[] arguments) =>
        await AssertRefusedAsync(says, ["train", .. arguments]);

    [Fact]
    public async Task A_folder_without_a_tokenizer_says_how_to_train_one()
    {
        using var folder = new TemporaryFolder();
        TinyData.Write(folder["data"]);

        await AssertRefusedAsync("tm tokenizer train", "train", "--data", folder["data"], "--out", folder["run"]);
    }

    [Fact]
    public async Task A_run_without_pretraining_needs_no_running_text()
    {
        using var folder = new TemporaryFolder();

        await TrainingCli.RequireAsync([.. await TrainAsync(folder, pretrainSteps: 0)]);

        Assert.Equal("fineTuning", (string?)JsonNode.Parse((await File.ReadAllLinesAsync(Path.Combine(folder["run"], "log.jsonl")))[0])!["phase"]);
    }

    [Fact]
    public async Task A_run_is_neither_overwritten_nor_resumed_with_other_options()
    {
        using var folder = new TemporaryFolder();
        string[] train = [.. await TrainAsync(folder)];
        await TrainingCli.RequireAsync(train);

        await AssertRefusedAsync("--resume", train);
        await AssertRefusedAsync("--seed cannot be changed", "train", "--resume", folder["run"], "--seed", "2");
    }

    [Fact]
    public async Task A_run_does_not_go_on_with_other_data()
    {
        using var folder = new TemporaryFolder();
        TinyData.Write(folder["data"]);
        File.Copy(Path.Combine(await TinyModel.GetFolderAsync(), "tokenizer.json"), Path.Combine(folder["data"], "tokenizer.json"));
        await TrainingCli.RequireAsync([.. await TrainAsync(folder, folder["data"])]);
        await File.AppendAllTextAsync(Path.Combine(folder["data"], "manifest.json"), "\n");

        await AssertRefusedAsync("other data", "train", "--resume", folder["run"], "--steps", "2");
    }

    [Fact]
    public async Task A_damaged_or_foreign_checkpoint_is_refused_by_train_and_export()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync([.. await TrainAsync(folder)]);
        await File.WriteAllTextAsync(Path.Combine(folder["run"], "checkpoint-2.safetensors"), "not a checkpoint at all");

        await AssertRefusedAsync("not a whole checkpoint", "train", "--resume", folder["run"]);
        await AssertRefusedAsync("not a whole checkpoint", "export", "--run", folder["run"], "--out", folder["model"]);
        await AssertRefusedAsync("is no folder of a training run", "export", "--run", folder["nothing"], "--out", folder["model"]);
        await AssertRefusedAsync("fp32, int8, int4", "export", "--run", await TinyModel.GetRunFolderAsync(), "--out", folder["model"], "--precision", "int2");
        Assert.False(Directory.Exists(folder["model"]));
    }

    private static async Task<IReadOnlyList<string>> TrainAsync(TemporaryFolder folder, string? data = null, int pretrainSteps = 1) =>
    [
        "train", "--preset", "nano", "--data", data ?? await TinyModel.GetDataFolderAsync(), "--out", folder["run"],
        "--pretrain-steps", $"{pretrainSteps}", "--steps", "1", "--batch-tokens", "256", "--packed-length", "256", "--threads", "1",
    ];

    private static async Task AssertRefusedAsync(string says, params string[] arguments)
    {
        var (exitCode, output, error) = await TrainingCli.RunAsync(arguments);

        Assert.NotEqual(0, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }
}
