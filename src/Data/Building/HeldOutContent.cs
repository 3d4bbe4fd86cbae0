namespace TreasureMarkers.Data.Building;

/// <summary>The content windows of the evaluation rows: what training must not contain.</summary>
internal sealed class HeldOutContent
{
    private const double MostShared = 0.5;
    private readonly HashSet<ulong> _windows = [];

    /// <summary>Adds an evaluation row's windows.</summary>
    public void Add(IEnumerable<ulong> windows) => _windows.UnionWith(windows);

    /// <summary>Whether at least half of the windows are held out.</summary>
    public bool Covers(IReadOnlyCollection<ulong> windows)
    {
        return windows.Count(_windows.Contains) >= MostShared * windows.Count;
    }
}
