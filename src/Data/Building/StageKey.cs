using TreasureMarkers.Data.Sources;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Building;

/// <summary>What decides what a source gives to a build: equal keys mean that what was staged before can be used again.</summary>
internal static class StageKey
{
    /// <summary>A hash of the options, the source's caps and the program itself.</summary>
    public static string Of(BuildOptions options, IDataSource source)
    {
        return StableHash.Id(
            [
                source.Name, options.Profile, options.Seed, options.Scale.ToString(), options.MostTokens.ToString(),
                Version(typeof(StageKey)), Version(typeof(MarkerTaxonomy)),
                .. options.Languages.Select(l => l.Name), .. source.RowCaps.Select(c => $"{c.Key}={c.Value}"),
            ]);
    }

    /// <summary>Builds are deterministic, so the module's id is a hash of its code.</summary>
    internal static string Version(Type type) => type.Module.ModuleVersionId.ToString();
}
