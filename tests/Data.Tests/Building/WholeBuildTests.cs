using TreasureMarkers.Data.Checks;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Tests.Building;

/// <summary>What holds of a whole build, whatever source a row is from.</summary>
public sealed class WholeBuildTests(WholeBuild build) : IClassFixture<WholeBuild>
{
    [Fact]
    public void Every_source_gave_rows_and_none_was_skipped()
    {
        Assert.Equal(WholeBuild.Sources.Order(StringComparer.Ordinal), build.Manifest.Sources.Keys);
        Assert.DoesNotContain(build.Manifest.Warnings, w => WholeBuild.Sources.Any(s => w.StartsWith(s + " was skipped", StringComparison.Ordinal)));
        Assert.True(build.Rows.Count > 1000, $"only {build.Rows.Count} rows");
        Assert.NotEmpty(build.Texts);
        var packages = build.Rows.Select(r => r.Provenance.Package).ToHashSet();
        Assert.All((string[])["bodr", "debian-handbook", "gnome-user-docs", "gnumed-client", "iso-codes", "kalzium-data", "kgeography-data", "manpages", "manpages-de", "sword-text-web"], name => Assert.Contains(name, packages));
    }

    [Fact]
    public void Splits_are_disjoint_by_group()
    {
        var splits = build.Rows.Select(r => (r.Group, r.Split)).Concat(build.Texts.Select(t => (t.Group, t.Split))).Distinct().ToList();
        Assert.Equal(splits.Count, splits.Select(s => s.Group).Distinct().Count());
        Assert.Equal([DataSplit.Eval, DataSplit.Train], splits.Select(s => s.Split).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_prompt_states_a_length() =>
        Assert.All(build.Rows.SelectMany(r => r.Messages).Where(m => m.Role == "user"), m => Assert.Null(LengthLimits.Find(m.Content)));

    [Fact]
    public void Every_row_measures_again_to_its_markers()
    {
        var measurement = new RowMeasurement(build.Manifest.Quality);
        Assert.All(build.Rows, row => Assert.All(measurement.Of(row), m => Assert.Equal(m.Value, row.Markers.GetValueOrDefault(m.Key))));
    }

    [Fact]
    public void Every_row_and_text_says_where_it_came_from_and_the_packages_are_the_registrys() =>
        Assert.All(build.Rows.Select(r => r.Provenance).Concat(build.Texts.Select(t => t.Provenance)), origin =>
        {
            Assert.DoesNotContain("", new[] { origin.Package.Trim(), origin.Version.Trim(), origin.Licence.Trim(), origin.Record.Trim() });
            Assert.Equal(Fixture.Versions.GetValueOrDefault(origin.Package, origin.Version), origin.Version);
        });

    [Fact]
    public async Task The_checks_of_a_data_folder_find_nothing()
    {
        var checks = new DataChecks(MarkerTaxonomy.Default, new RowMeasurement(build.Manifest.Quality).Of);
        Assert.Empty(await checks.CheckAsync(build.Folder, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_second_build_gives_the_same_bytes()
    {
        var again = await build.AgainAsync();
        Assert.All((string[])[DataFolder.RowsFile, DataFolder.PretrainFile, DataFolder.ManifestFile], file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(build.Folder, file)), File.ReadAllBytes(Path.Combine(again, file))));
    }
}
