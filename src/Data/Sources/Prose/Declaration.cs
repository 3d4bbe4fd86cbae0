namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>The Universal Declaration of Human Rights in one language.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Articles">Its articles by number; 0 is the preamble.</param>
internal sealed record Declaration(string Title, IReadOnlyDictionary<int, DeclarationArticle> Articles);
