namespace TreasureMarkers.Training.Data.Sources;

/// <summary>What every source is given.</summary>
/// <param name="CacheFolder">Where downloads are kept between builds.</param>
/// <param name="Languages">The languages to produce.</param>
/// <param name="Seed">Seeds every choice.</param>
/// <param name="IsHeldOut">Whether a group belongs to the evaluation split.</param>
/// <param name="Report">Takes one-line progress notes.</param>
public sealed record SourceContext(
    string CacheFolder,
    IReadOnlyList<DataLanguage> Languages,
    string Seed,
    Func<string, bool> IsHeldOut,
    Action<string> Report);
