using System.Diagnostics;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

/// <summary>Only training loads libtorch: 600 MB that the other verbs do not need.</summary>
public sealed class LibtorchTests
{
    [Theory]
    [InlineData(0, "data", "stats", "--data")]
    [InlineData(0, "data", "stats", "--help")]
    [InlineData(0, "train", "--help")]
    [InlineData(1, "train", "--preset", "huge", "--out", "run", "--data")]
    public async Task Verbs_that_do_not_train_run_where_libtorch_cannot_be_loaded(int exitCode, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        TinyData.Write(folder["data"]);

        var (code, trace) = await LoadedAsync(arguments[^1] == "--data" ? [.. arguments, folder["data"]] : arguments);

        Assert.Equal(exitCode, code);
        Assert.DoesNotContain("torch_cpu", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("LibTorchSharp", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotating_runs_without_libtorch_and_training_is_seen_to_load_it()
    {
        using var folder = new TemporaryFolder();
        TinyData.Write(folder["data"]);
        await File.WriteAllTextAsync(
            folder["in.jsonl"],
            """{"messages":[{"role":"user","content":"Hi?"},{"role":"assistant","content":"Hello there, my friend."}]}""" + "\n");

        var (_, annotating) = await LoadedAsync("annotate", folder["in.jsonl"], folder["out.jsonl"]);
        var (_, training) = await LoadedAsync("train", "--preset", "nano", "--data", folder["data"], "--out", folder["run"]);

        Assert.DoesNotContain("LibTorchSharp", annotating, StringComparison.Ordinal);
        Assert.Contains("LibTorchSharp", training, StringComparison.Ordinal);
    }

    // The dynamic loader writes every library that it opens to LD_DEBUG_OUTPUT.PID.
    private static async Task<(int ExitCode, string Loaded)> LoadedAsync(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "LD_DEBUG is the Linux loader's.");
        using var folder = new TemporaryFolder();
        using var process = new Process { StartInfo = TrainingCli.StartInfo(arguments) };
        process.StartInfo.Environment["LD_DEBUG"] = "files";
        process.StartInfo.Environment["LD_DEBUG_OUTPUT"] = folder["loader"];
        process.Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        _ = await output + await error;
        return (process.ExitCode, string.Concat(Directory.GetFiles(folder.Root).Select(File.ReadAllText)));
    }
}
