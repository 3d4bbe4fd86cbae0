namespace TreasureMarkers.Training.Data.Sources;

/// <summary>One independent place that text comes from. A source that fails costs its own coverage, not the build.</summary>
public interface IDataSource
{
    /// <summary>The name used in messages and in the manifest.</summary>
    string Name { get; }

    /// <summary>What the data set lacks without this source, for the warning.</summary>
    string Coverage { get; }

    /// <summary>Fetches what is missing from the cache, reads it, and hands every text and row draft to the sink.</summary>
    /// <param name="context">Cache, languages, seed and progress.</param>
    /// <param name="sink">Takes the texts and drafts, in a deterministic order.</param>
    /// <param name="ct">Stops the source.</param>
    /// <returns>What was read, such as a package and its version, for the manifest.</returns>
    /// <exception cref="SourceException">The source cannot be read; the message says why.</exception>
    Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct);
}
