using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources;

/// <summary>One independent place that text comes from. A source that fails costs its own coverage, not the build.</summary>
internal interface IDataSource
{
    /// <summary>The name used in messages, in the manifest and as a file name: lower case, hyphens.</summary>
    string Name { get; }

    /// <summary>What the data set lacks without this source, for the warning.</summary>
    string Coverage { get; }

    /// <summary>
    /// The kinds of rows that the source makes, each with the most rows that a language keeps of it in a full build: a
    /// uniform sample by hash, so that what is rare within a kind stays as rare as it was found.
    /// </summary>
    IReadOnlyDictionary<string, int> RowCaps { get; }

    /// <summary>Fetches what is missing from the cache, reads it, and hands every text and row draft to the sink.</summary>
    /// <param name="context">Packages, languages, seed and progress.</param>
    /// <param name="sink">Takes the texts and drafts, in a deterministic order.</param>
    /// <param name="cancellationToken">Stops the source.</param>
    /// <returns>What was read, such as packages and their versions, for the manifest.</returns>
    /// <exception cref="SourceException">The source cannot be read; the message says why.</exception>
    Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken);
}

/// <summary>Where a source puts what it found; decides what is kept.</summary>
internal interface IDataSink
{
    /// <summary>Offers a running text or an instruction row.</summary>
    void Add(Draft draft);
}

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
    /// <summary>The folder of public data files that the user gave, or null.</summary>
    public string? FilesFolder { get; init; }

    /// <summary>
    /// Fetches one of a source's several packages; when it is gone, warns and gives null, so that the others are still read.
    /// </summary>
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
