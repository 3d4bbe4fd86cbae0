using System.Diagnostics;
using TreasureMarkers.Data;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class DataBuildCommandTests
{
    private static readonly string[] Sources = ["iso-codes", "conversation", "bible", "gnome-help", "debian-handbook"];

    [Fact]
    public async Task A_build_killed_twice_goes_on_after_its_last_whole_source_and_gives_the_same_bytes()
    {
        using var registry = await LocalRegistry.CreateAsync();
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync(Arguments(registry, folder["whole"]));
        foreach (var source in (string[])["iso-codes", "gnome-help"])
        {
            using var process = TrainingCli.Start(Arguments(registry, folder["killed"]));
            await UntilStagedAsync(folder["killed"], source, process);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.False(File.Exists(Path.Combine(folder["killed"], DataFolder.ManifestFile)), "the build was done before it could be killed");
        }

        var (exitCode, output, error) = await TrainingCli.RunAsync(Arguments(registry, folder["killed"]));
        Assert.True(exitCode == 0, error);
        Assert.Contains("gnome-help: kept from the build that was stopped", output + error, StringComparison.Ordinal);
        Assert.Equal(Files(folder["whole"]), Files(folder["killed"]));
        Assert.All(Files(folder["whole"]), file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["whole"], file)), File.ReadAllBytes(Path.Combine(folder["killed"], file))));
    }

    [Fact]
    public async Task A_built_folder_passes_the_check_and_a_damaged_manifest_is_named()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync("data", "build", "--source", "conversation", "--cache", folder["cache"], "--out", folder["data"]);
        await TrainingCli.RequireAsync("data", "check", "--data", folder["data"]);

        await File.WriteAllTextAsync(Path.Combine(folder["data"], DataFolder.ManifestFile), "{}", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await TrainingCli.RunAsync("data", "check", "--data", folder["data"]);
        Assert.Equal(1, exitCode);
        Assert.Contains(DataFolder.ManifestFile, error, StringComparison.Ordinal);
    }

    private static string[] Arguments(LocalRegistry registry, string output) =>
        ["data", "build", "--profile", "full", "--cache", registry.Cache, "--out", output, .. Sources.SelectMany(s => new[] { "--source", s })];

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    private static async Task UntilStagedAsync(string folder, string source, Process process)
    {
        while (!process.HasExited && !File.Exists(Path.Combine(folder, ".building", source + ".json")))
        {
            await Task.Delay(2);
        }
    }
}
