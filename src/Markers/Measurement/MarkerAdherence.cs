namespace TreasureMarkers.Markers.Measurement;

/// <summary>What one marker asked for and what the text has.</summary>
/// <param name="Category">The marker's category.</param>
/// <param name="Asked">The value asked for.</param>
/// <param name="Measured">The value measured; null when the text has none, such as plain text where a format was asked for.</param>
/// <param name="Met">Whether the text obeys: lengths are upper limits, the rest must be equal.</param>
public sealed record MarkerAdherence(string Category, string Asked, string? Measured, bool Met);
