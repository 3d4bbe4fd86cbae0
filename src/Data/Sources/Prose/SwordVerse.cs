namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>One verse.</summary>
/// <param name="Chapter">Book and chapter, such as <c>Gen.1</c>.</param>
/// <param name="Number">The verse's number, from 1.</param>
/// <param name="Text">The plain text, without notes and markup.</param>
internal sealed record SwordVerse(string Chapter, int Number, string Text);
