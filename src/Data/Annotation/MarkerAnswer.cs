namespace TreasureMarkers.Data.Annotation;

/// <summary>What a model said about one category of a row.</summary>
/// <param name="Category">The category.</param>
/// <param name="Value">The value to write, or null for none.</param>
/// <param name="IsUnspecified">It found no value to fit.</param>
/// <param name="IsUnanswered">It gave no allowed value, twice, or refused.</param>
internal sealed record MarkerAnswer(string Category, string? Value, bool IsUnspecified = false, bool IsUnanswered = false);
