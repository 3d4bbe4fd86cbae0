namespace TreasureMarkers.Markers.Measurement;

/// <summary>A language and how sure the identifier is.</summary>
/// <param name="Language">The taxonomy's name, or null when the text has no letters.</param>
/// <param name="Probability">Between 0 and 1.</param>
public readonly record struct LanguageGuess(string? Language, double Probability);
