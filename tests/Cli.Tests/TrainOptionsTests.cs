using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class TrainOptionsTests
{
    [Theory]
    [InlineData("--pretrain-share", "2")]
    [InlineData("--learning-rate", "2")]
    [InlineData("--device", "tpu")]
    [InlineData("--checkpoint-minutes", "-1")]
    [InlineData("--checkpoint-steps", "0")]
    [InlineData("--eval-every", "0")]
    [InlineData("--threads", "-1")]
    [InlineData("--keep", "0")]
    [InlineData("--samples", "17")]
    [InlineData("--sample-every", "-1")]
    [InlineData("--max-length", "1")]
    [InlineData("--end-weight", "0")]
    [InlineData("--sentence-weight", "1001")]
    [InlineData("--epochs", "0")]
    [InlineData("--marker-encoding", "emoji")]
    public async Task A_value_out_of_range_is_one_line_that_names_the_option_and_what_is_allowed(string option, string value)
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync("train", "--data", "/nowhere", "--out", "/tmp/tm-train-unused", option, value);
        Assert.Equal(1, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{option} {value} is not allowed. Allowed: ", line, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Bench_train_writes_its_figures()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync(
            "bench", "train", "--preset", "nano", "--rounds", "1", "--precision", "fp32", "--folder", folder["figures"]);
        Assert.True(File.Exists(Path.Combine(folder["figures"], "latest.json")));
    }
}
