namespace TreasureMarkers.Data.Sources;

/// <summary>A running text before it has an id and a split.</summary>
/// <param name="Group">What must not cross splits.</param>
/// <param name="Lang">The taxonomy's name of the language.</param>
/// <param name="Text">The text, paragraphs parted by one blank line.</param>
/// <param name="Provenance">Where it came from.</param>
internal sealed record TextDraft(string Group, string Lang, string Text, Provenance Provenance);
