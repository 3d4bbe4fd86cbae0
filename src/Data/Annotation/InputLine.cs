namespace TreasureMarkers.Data.Annotation;

/// <summary>A line of a file that is not blank.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">Its text; the beginning alone of a line that is too long.</param>
/// <param name="Problem">Why it is no text that can be read, or null.</param>
internal sealed record InputLine(int Number, string Text, string? Problem = null);
