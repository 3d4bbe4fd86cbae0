namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>One saying.</summary>
/// <param name="Number">Its place in its file, from 0.</param>
/// <param name="Title">The title of a poem, or null.</param>
/// <param name="Text">The text without title and author.</param>
/// <param name="Author">Who said or wrote it, or null.</param>
internal sealed record FortuneItem(int Number, string? Title, string Text, string? Author)
{
    /// <summary>The same for two copies of a saying, whatever their punctuation and case.</summary>
    public string Group => "saying/" + StableHash.Id(string.Concat(Text.Where(char.IsLetter)).ToLowerInvariant());
}
