using System.Diagnostics;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

/// <summary>The tiny profile over the real registries, by the real command.</summary>
public sealed class TinyProfileTests
{
    private static readonly string[] Tasks =
        ["Classification", "Explanation", "InformationExtraction", "OpenEnded", "QuestionAnswering", "Summarization", "Translation"];

    [Fact]
    public async Task It_is_built_in_less_than_three_minutes_with_all_its_tasks_and_passes_the_check()
    {
        await SkipWithoutRegistryAsync();
        using var folder = new TemporaryFolder();
        using var process = TrainingCli.Start("data", "build", "--profile", "tiny", "--out", folder["data"]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        var used = await UsedAsync(process);
        Assert.True(process.ExitCode == 0, await output + await error);
        // The processors' time, since a machine may be doing other things too; on two cores of its own a build takes less by the clock.
        Assert.True(used < TimeSpan.FromMinutes(3), $"the build took {used.TotalSeconds:0} s of the processors");

        var manifest = await DataFolder.ReadManifestAsync(folder["data"], TestContext.Current.CancellationToken);
        Assert.Equal(DataSources.Tiny.Select(s => s.Name).Order(StringComparer.Ordinal), manifest.Sources.Keys);
        var values = manifest.Values;
        Assert.Equal(Tasks, values.Keys.Where(k => k.StartsWith("task/", StringComparison.Ordinal)).Select(k => k["task/".Length..]));
        Assert.All(values.Where(v => v.Key.StartsWith("task/", StringComparison.Ordinal)), v => Assert.True(v.Value.Train >= 50 && v.Value.Eval >= 10, $"{v.Key}: {v.Value}"));
        Assert.All(DataLanguage.All, l => Assert.Contains("lang/" + l.Name, values.Keys));
        await TrainingCli.RequireAsync("data", "check", "--data", folder["data"]);
    }

    /// <summary>The time that the process has had of all cores, as of a moment before its end.</summary>
    private static async Task<TimeSpan> UsedAsync(Process process)
    {
        var used = TimeSpan.Zero;
        while (!process.HasExited)
        {
            try
            {
                process.Refresh();
                used = process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                // It ended in between.
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return used;
    }

    /// <summary>Fetches the indexes and the profile's one package, unless that was done before, so that the build's time is its own.</summary>
    internal static async Task SkipWithoutRegistryAsync()
    {
        try
        {
            await new PackageStore(DataCommand.DefaultCache).DebianAsync("iso-codes", TestContext.Current.CancellationToken);
        }
        catch (SourceException e)
        {
            Assert.Skip("No registry of Debian packages answers here: " + e.Message);
        }
    }
}
