using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Tests.Building;

public sealed class DataSampleTests(WholeBuild build) : IClassFixture<WholeBuild>
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sample_is_a_whole_folder_with_its_share_of_every_split()
    {
        using var folder = new TemporaryFolder();

        var manifest = await DataSample.WriteAsync(build.Folder, folder["half"], 0.5, Ct);

        var rows = await DataFolder.ReadRowsAsync(folder["half"], split: null, Ct).ToListAsync(Ct);
        Assert.InRange(rows.Count / (double)build.Rows.Count, 0.45, 0.55);
        Assert.Equal(rows.GroupBy(row => row.Split).ToDictionary(split => split.Key, split => split.Count()), manifest.Rows.ToDictionary());
        Assert.Equal(rows.Select(row => row.Id), build.Rows.Select(row => row.Id).Where(rows.Select(row => row.Id).ToHashSet().Contains));
        Assert.Equal(0.5, (await DataFolder.ReadManifestAsync(folder["half"], Ct)).Share);
        var checks = new DataChecks(MarkerTaxonomy.Default, new RowMeasurement(manifest.Quality).Of);
        Assert.Empty(await checks.CheckAsync(folder["half"], Ct).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_smaller_sample_is_part_of_a_larger_one_and_all_is_all()
    {
        using var folder = new TemporaryFolder();
        await DataSample.WriteAsync(build.Folder, folder["tenth"], 0.1, Ct);
        await DataSample.WriteAsync(build.Folder, folder["half"], 0.5, Ct);
        await DataSample.WriteAsync(build.Folder, folder["all"], 1, Ct);

        var (tenth, half) = (await IdsAsync(folder["tenth"]), await IdsAsync(folder["half"]));
        Assert.NotEmpty(tenth);
        Assert.Subset(half, tenth);
        Assert.All((string[])[DataFolder.RowsFile, DataFolder.PretrainFile, DataFolder.ManifestFile], file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(build.Folder, file)), File.ReadAllBytes(Path.Combine(folder["all"], file))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/.")]
    [InlineData("/below/..")]
    public async Task The_folder_itself_is_never_replaced(string way)
    {
        var error = await Assert.ThrowsAsync<CommandException>(() => DataSample.WriteAsync(build.Folder, build.Folder + way, 0.5, Ct));

        Assert.Contains("another folder", error.Message, StringComparison.Ordinal);
    }

    private static async Task<HashSet<string>> IdsAsync(string folder) =>
        await DataFolder.ReadRowsAsync(folder, split: null, Ct).Select(row => row.Id).ToHashSetAsync(cancellationToken: Ct);
}
