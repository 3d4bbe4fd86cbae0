namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>One entry of a dictionary.</summary>
/// <param name="Word">The headword.</param>
/// <param name="Category">The label before the definition, such as <c>networking</c>, or null.</param>
/// <param name="Text">The definition without headword and markup, paragraphs parted by blank lines.</param>
internal sealed record DictEntry(string Word, string? Category, string Text);
