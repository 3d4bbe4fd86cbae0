using TreasureMarkers.Markers;
using TreasureMarkers.Training.Data;
using TreasureMarkers.Training.Data.Building;
using TreasureMarkers.Training.Data.Rendering;
using TreasureMarkers.Training.Data.Sources.Debian;

namespace TreasureMarkers.Training.Tests.Data;

/// <summary>Annotated rows made from the real package descriptions beside the tests.</summary>
internal static class FixtureRows
{
    public static IReadOnlyList<DataRow> All { get; } = Make();

    private static List<DataRow> Make()
    {
        var annotator = new RowAnnotator(MarkerTaxonomy.Default);
        return [.. DebianIndexReader.Read(Fixture.Lists, DataLanguage.All)
            .SelectMany(package => package.Descriptions.Keys.SelectMany(language => new PackageRows(package, language, DataLanguage.All, "1").All()))
            .Select(annotator.Annotate).OfType<DataRow>().DistinctBy(r => r.Id)];
    }
}
