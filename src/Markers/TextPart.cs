namespace TreasureMarkers.Markers;

/// <summary>Text of the completion, unchanged.</summary>
/// <param name="Text">At least one character.</param>
public sealed record TextPart(string Text) : MarkerStreamPart;
