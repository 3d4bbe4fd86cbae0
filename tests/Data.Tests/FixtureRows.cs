using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Quality;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests;

/// <summary>Annotated rows made from the real package descriptions beside the tests, with their quality.</summary>
internal static class FixtureRows
{
    private static readonly IReadOnlyList<(DataRow Row, double Score)> Scored = Make();

    /// <summary>Where each language's quality buckets begin among these rows.</summary>
    public static IReadOnlyDictionary<string, QualityThresholds> Quality { get; } = QualityBuckets.Fit(Scored.Select(s => (s.Row.Markers["lang"], s.Score)));

    public static IReadOnlyList<DataRow> All { get; } = [.. Scored.Select(s => s.Row with
    {
        Markers = new Dictionary<string, string>(s.Row.Markers)
        {
            ["quality"] = s.Score.ToString("0.##"),
            ["quality_bucket"] = $"{Quality[s.Row.Markers["lang"]].BucketOf(s.Score)}",
        },
    })];

    private static List<(DataRow Row, double Score)> Make()
    {
        return [.. DebianIndexReader.Read(Fixture.Lists, DataLanguage.All)
            .SelectMany(package => package.Descriptions.Keys.SelectMany(language => new PackageRows(package, language, DataLanguage.All, "1").All()))
            .Select(draft => (Row: RowAssembler.Annotate(draft), Score: QualityScore.Of(draft.Prompt, draft.Answer, draft.Lang, draft.Format, draft.Task)))
            .Where(r => r.Row is not null).Select(r => (r.Row!, r.Score)).DistinctBy(r => r.Item1.Id)];
    }
}
