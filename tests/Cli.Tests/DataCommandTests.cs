using System.Diagnostics;
using TreasureMarkers.Data;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class DataCommandTests
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

    [Fact]
    public async Task A_folder_is_exported_sampled_counted_and_checked()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync(
            "data", "build", "--source", "conversation", "--cache", folder["cache"], "--out", folder["data"], "--seed", "2",
            "--export", "trl", "--dropout", "0_50");
        Assert.True(File.Exists(Path.Combine(folder["data"], "trl", "train.jsonl")));

        await TrainingCli.RequireAsync("data", "sample", "--data", folder["data"], "--out", folder["half"], "--share", "0.5");
        await TrainingCli.RequireAsync("data", "check", "--data", folder["half"]);
        var (_, output, _) = await TrainingCli.RunAsync(
            "data", "stats", "--data", folder["half"], "--html", folder["page.html"], "--export", "trl", "--dropout", "70_50");
        Assert.Contains("length_bucket", output, StringComparison.Ordinal);
        Assert.StartsWith("<!", await File.ReadAllTextAsync(folder["page.html"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var (rows, half) = (await RowsAsync(folder["data"]), await RowsAsync(folder["half"]));
        Assert.InRange(half, 0.3 * rows, 0.7 * rows);
        Assert.True(File.Exists(Path.Combine(folder["half"], "trl", "eval.jsonl")));
    }

    [Theory]
    [InlineData("language-identifier")]
    [InlineData("fluency-model")]
    [Trait("Length", "long")]
    public async Task A_model_to_embed_is_learned_from_the_registrys_texts_and_measured(string verb)
    {
        await TinyProfileTests.SkipWithoutRegistryAsync();
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "data", verb, "--cache", DataCommand.DefaultCache, "--out", folder["model.bin"]);
        Assert.True(exitCode == 0, error);
        Assert.Contains("German", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["model.bin"]));
    }

    [Theory]
    [InlineData("'tiny'", "build", "--out", "unused", "--profile", "huge")]
    [InlineData("'conversation'", "build", "--out", "unused", "--source", "nowhere")]
    [InlineData("--share must be above 0 and at most 1", "sample", "--data", "x", "--out", "y", "--share", "2")]
    public async Task Bad_input_says_what_is_allowed(string says, params string[] arguments)
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync(["data", .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private static async Task<int> RowsAsync(string folder) =>
        await DataFolder.ReadRowsAsync(folder, null, TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken);

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
