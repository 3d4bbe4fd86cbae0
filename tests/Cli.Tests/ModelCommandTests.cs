using System.Diagnostics;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

/// <summary>Downloads from the command line.</summary>
public sealed class ModelCommandTests
{
    [Fact]
    public async Task Size_and_licence_are_shown_and_the_chosen_files_come()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await FakeHub.StartAsync(new Dictionary<string, byte[]> { ["README.md"] = [1], ["tiny.Q8_0.gguf"] = [2, 3], ["other.gguf"] = [4] });

        var (exitCode, output, error) = await RunAsync(
            hub.Address, "model", "get", FakeHub.Name, "--revision", "main", "--include", "*Q8_0.gguf", "--yes", "--out", folder["out"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains($"{FakeHub.Name} at {FakeHub.Commit}: 2 files, 0.0 MB, licence tiny-licence (https://example.org/licence)", output, StringComparison.Ordinal);
        Assert.Contains("100%", output, StringComparison.Ordinal);
        Assert.Equal(["README.md", "origin.json", "tiny.Q8_0.gguf"], Directory.EnumerateFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_downloaded_unasked()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await FakeHub.StartAsync(new Dictionary<string, byte[]> { ["README.md"] = [1], ["model.safetensors"] = [2] });

        var (exitCode, _, error) = await RunAsync(hub.Address, "model", "get", FakeHub.Name, "--out", folder["out"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("add --yes", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Theory]
    [InlineData("Give a model as OWNER/NAME", "model", "get", "SmolLM2", "--out", "x")]
    [InlineData("Give a model as OWNER/NAME", "model", "get", "../x", "--out", "x")]
    public async Task Bad_input_is_said_without_a_stack_trace(string says, params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync(new Uri("http://127.0.0.1:9"), arguments);

        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(Uri endpoint, params string[] arguments)
    {
        var start = TrainingCli.StartInfo(arguments);
        start.Environment["HF_ENDPOINT"] = endpoint.AbsoluteUri;
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
