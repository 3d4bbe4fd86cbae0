using System.Diagnostics;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class ChatCommandTests
{
    private const string Announcement = "Listening on ";

    [Fact]
    public async Task It_serves_the_named_model_until_it_is_told_to_stop()
    {
        using var folder = new TemporaryFolder();
        var model = new RandomModel().WriteTo(folder["small"]);
        using var process = TrainingCli.Start("chat", "--model", model, "--port", "0", "--database", folder["server.db"]);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.StartsWith(Announcement, StringComparison.Ordinal) == false);

        if (line is null)
        {
            Assert.Fail(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        using var client = new HttpClient { BaseAddress = new Uri(line[Announcement.Length..]) };
        Assert.Contains("\"small\"", await client.GetStringAsync("v1/models", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        if (OperatingSystem.IsLinux())
        {
            // What the process has mapped, after it answered: libtorch is for training alone.
            var mapped = await File.ReadAllTextAsync($"/proc/{process.Id}/maps", TestContext.Current.CancellationToken);
            Assert.Contains("onnxruntime", mapped, StringComparison.Ordinal);
            Assert.DoesNotContain("LibTorchSharp", mapped, StringComparison.Ordinal);
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_mistyped_option_is_one_line_that_names_the_allowed_ones()
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync("chat", "--prot", "1");
        Assert.Equal(1, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("--prot", line, StringComparison.Ordinal);
        Assert.Contains("--port", line, StringComparison.Ordinal);
    }
}
