using TreasureMarkers.Data.Sources.Packages;

namespace TreasureMarkers.Data.Sources;

/// <summary>What every source is given.</summary>
/// <param name="Packages">Fetches packages from the user's registries.</param>
/// <param name="Languages">The languages to produce.</param>
/// <param name="Seed">Seeds every choice.</param>
/// <param name="IsHeldOut">Whether a group belongs to the evaluation split; a draft made by the answer says so in its split.</param>
/// <param name="Report">Takes one-line progress notes.</param>
/// <param name="Warn">Takes what is missing and what the data lacks for it: the build goes on.</param>
internal sealed record SourceContext(
    PackageStore Packages,
    IReadOnlyList<DataLanguage> Languages,
    string Seed,
    Func<string, bool> IsHeldOut,
    Action<string> Report,
    Action<string> Warn)
{
    /// <summary>Fetches one of a source's several packages; when it is gone, warns and gives null, so that the others are still read.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="lost">What the data lacks without it.</param>
    /// <param name="fetch">Fetches it.</param>
    public async Task<PackageFolder?> TryFetchAsync(string package, string lost, Func<PackageStore, Task<PackageFolder>> fetch)
    {
        try
        {
            Report("fetching " + package);
            return await fetch(Packages);
        }
        catch (SourceException e)
        {
            Warn($"{package} was skipped, so the data lacks {lost}: {e.Message}");
            return null;
        }
    }
}
