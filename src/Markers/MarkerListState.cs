namespace TreasureMarkers.Markers;

/// <summary>What a piece of text is, read as a marker list from its start.</summary>
internal enum MarkerListState
{
    /// <summary>It begins with a whole, valid list.</summary>
    Complete,

    /// <summary>It is the beginning of some valid list; more text decides.</summary>
    Incomplete,

    /// <summary>No continuation makes it begin with a valid list.</summary>
    Malformed,
}
