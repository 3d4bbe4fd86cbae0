using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class BenchCommandTests
{
    private static readonly string Repository = TreasureMarkers.Evaluation.Benchmarks.ServeBench.Repository;

    [Fact]
    public async Task Serve_compares_two_builds_over_the_same_questions()
    {
        using var folder = new TemporaryFolder();
        var model = await TinyModel.GetFolderAsync();

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "bench", "serve", "--model", model, "--against", Repository, "--rounds", "2", "--tokens", "8", "--threads", "1",
            "--out", folder["against.json"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains("tokens/s", output, StringComparison.Ordinal);
        var figures = JsonNode.Parse(await File.ReadAllTextAsync(folder["against.json"]))!["figures"]!.AsArray();
        Assert.Equal(
            [
                ("tokens/s", null), ("tokens/s", null), ("x", ">= 0.95"), ("tokens/s", null), ("tokens/s", null), ("x", ">= 0.95"), ("of 50", null),
            ],
            figures.Select(figure => ((string?)figure!["unit"], (string?)figure["goal"])));
        Assert.Equal(50, (double)figures[^1]!["value"]!);
        Assert.All(figures, figure => Assert.True((double)figure!["low"]! > 0 && (double)figure["low"]! <= (double)figure["high"]!));
    }

    [Fact]
    public async Task A_checkout_without_a_build_says_how_to_build_it()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await TrainingCli.RunAsync("bench", "serve", "--against", folder.Root);
        Assert.Equal(1, exitCode);
        Assert.Contains("run `dotnet build src/ChatServer -c Release` there", error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Serve_measures_the_default_model_by_itself()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync("bench", "serve", "--rounds", "1", "--tokens", "16", "--out", folder["latest.json"]);
        var figures = JsonNode.Parse(await File.ReadAllTextAsync(folder["latest.json"]))!["figures"]!.AsArray();
        Assert.Equal(["default", "int4", "fp32"], figures.Select(figure => (string?)figure!["model"]).Distinct());
        Assert.Contains(figures, figure => (string?)figure!["what"] == "one stream against llama.cpp");
    }

    [Theory]
    [InlineData("lora", "LoRA of rank 4")]
    [InlineData("full", "in full")]
    public async Task Train_measures_a_base_s_shape_in_one_way_or_the_other(string mode, string says)
    {
        using var folder = new TemporaryFolder();
        new TinyCheckpoint("qwen2").WriteTo(folder["base"]);

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "bench", "train", "--base", folder["base"], "--mode", mode, "--lora", "4", "--batch-tokens", "512", "--micro-batch-tokens", "256",
            "--recompute", "--rounds", "1", "--folder", folder["figures"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains(says, output, StringComparison.Ordinal);
        Assert.Contains("of a matrix product here", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_measures_the_rows_of_a_folder()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync("data", "build", "--source", "conversation", "--cache", folder["cache"], "--out", folder["data"]);
        await TrainingCli.RequireAsync("bench", "data", "--data", folder["data"], "--folder", folder["figures"], "--repetitions", "1");
        var result = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder["figures"], "latest.json")))!;
        Assert.Equal(3, result["repetitions"]!.AsArray().Count);
        Assert.True((double)result["rowsPerSecond"]! > 0);
    }
}
