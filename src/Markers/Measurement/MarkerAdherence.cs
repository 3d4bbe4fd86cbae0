namespace TreasureMarkers.Markers.Measurement;

/// <summary>One marker beside what the text really has.</summary>
/// <param name="Category">The marker's category.</param>
/// <param name="Asked">The value that was asked for.</param>
/// <param name="Measured">The value that the text has; null where it cannot be told.</param>
/// <param name="Met">Whether the text is as asked; lengths are limits.</param>
public sealed record MarkerAdherence(string Category, string Asked, string? Measured, bool Met);
