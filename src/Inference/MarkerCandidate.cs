namespace TreasureMarkers.Inference;

/// <summary>A value that the model weighed for a marker.</summary>
/// <param name="Value">The value, spelled as in the taxonomy.</param>
/// <param name="Probability">Its probability among the category's values, 0 to 1.</param>
public sealed record MarkerCandidate(string Value, double Probability);
