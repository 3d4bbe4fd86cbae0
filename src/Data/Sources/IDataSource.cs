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
    /// <param name="ct">Stops the source.</param>
    /// <returns>What was read, such as packages and their versions, for the manifest.</returns>
    /// <exception cref="SourceException">The source cannot be read; the message says why.</exception>
    Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct);
}
