namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>One article.</summary>
/// <param name="Heading">Its heading, such as "Article 3".</param>
/// <param name="Paragraphs">Its paragraphs without numbers, at least one.</param>
internal sealed record DeclarationArticle(string Heading, IReadOnlyList<string> Paragraphs)
{
    /// <summary>The whole article, paragraphs parted by blank lines.</summary>
    public string Text => string.Join("\n\n", Paragraphs);
}
