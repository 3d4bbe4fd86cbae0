using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin.Functions;

/// <summary>
/// The markers of a conversation, which its next answers are written under. Safe for several threads; each change is made as a whole or
/// not at all.
/// </summary>
public sealed class MarkerState
{
    private readonly Lock _lock = new();
    private MarkerSet _markers;
    private long _version;

    /// <summary>Creates the state without any marker.</summary>
    /// <param name="taxonomy">The categories and values that there are; the model's.</param>
    public MarkerState(MarkerTaxonomy taxonomy)
    {
        Taxonomy = taxonomy;
        _markers = MarkerSet.Empty(taxonomy);
    }

    /// <summary>Raised after each change, on the thread that made it.</summary>
    public event EventHandler? Changed;

    /// <summary>The categories and values that there are.</summary>
    public MarkerTaxonomy Taxonomy { get; }

    /// <summary>How many changes there have been.</summary>
    public long Version
    {
        get
        {
            lock (_lock)
            {
                return _version;
            }
        }
    }

    /// <summary>The markers that are set now; later changes do not touch it.</summary>
    public MarkerSet Snapshot()
    {
        lock (_lock)
        {
            return _markers;
        }
    }

    /// <summary>Sets some markers and leaves the others; null or an empty text removes one.</summary>
    /// <returns>The markers that are set now.</returns>
    /// <exception cref="MarkerException">
    /// A category or value is not allowed, or the markers would contradict each other; nothing was changed.
    /// </exception>
    public MarkerSet Set(IEnumerable<KeyValuePair<string, string?>> markers)
    {
        ArgumentNullException.ThrowIfNull(markers);
        KeyValuePair<string, string?>[] given = [.. markers];
        return Change(set => given.Aggregate(set, (changed, marker) => string.IsNullOrEmpty(marker.Value)
            ? changed.Without(marker.Key)
            : changed.With(marker.Key, marker.Value)).ThrowIfContradictory());
    }

    /// <summary>Sets one marker; null or an empty text removes it.</summary>
    /// <returns>The markers that are set now.</returns>
    /// <exception cref="MarkerException">The category or value is not allowed, or contradicts another; nothing was changed.</exception>
    public MarkerSet Set(string category, string? value) => Set([KeyValuePair.Create(category, value)]);

    /// <summary>Removes the named markers, or all of them when none is named.</summary>
    /// <returns>The markers that are set now.</returns>
    /// <exception cref="MarkerException">There is no such category; nothing was changed.</exception>
    public MarkerSet Clear(params IEnumerable<string> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        string[] names = [.. categories];
        return Change(set => names.Length == 0
            ? MarkerSet.Empty(Taxonomy)
            : names.Aggregate(set, (changed, name) => changed.Without(name)));
    }

    private MarkerSet Change(Func<MarkerSet, MarkerSet> change)
    {
        MarkerSet after;
        lock (_lock)
        {
            after = change(_markers);
            if (after.Equals(_markers))
            {
                return _markers;
            }

            _markers = after;
            _version++;
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return after;
    }
}
