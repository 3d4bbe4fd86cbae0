using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Tests;

/// <summary>What the renderers of reference works are given in tests, and the rows that the builder would make of their drafts.</summary>
internal static class ReferenceContext
{
    public static Provenance Origin { get; } = new("p", "1", "CC0-1.0", "r");

    public static SourceContext Create(string seed) => new(new PackageStore(Path.GetTempPath()), DataLanguage.All, seed, _ => false, _ => { }, _ => { });

    public static DataRow? Annotate(RowDraft draft) => RowAssembler.Annotate(draft);

    /// <summary>The rows that the builder makes of a source's drafts; drafts that are no rows are left out.</summary>
    public static List<DataRow> Rows(IEnumerable<Draft> drafts) => [.. drafts.OfType<RowDraft>().Select(Annotate).OfType<DataRow>()];
}
