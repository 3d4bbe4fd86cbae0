namespace TreasureMarkers.Markers;

/// <summary>The marker list that the completion began with; at most one, and before any text.</summary>
/// <param name="Markers">The markers of the list; may be empty.</param>
public sealed record MarkersPart(MarkerSet Markers) : MarkerStreamPart;
