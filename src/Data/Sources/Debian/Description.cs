using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>A package description in one language.</summary>
/// <param name="Synopsis">The one-line summary, without a final full stop.</param>
/// <param name="Paragraphs">Prose, each on one line.</param>
/// <param name="Items">The items of its first bulleted list, if it has one.</param>
internal sealed record Description(string Synopsis, IReadOnlyList<string> Paragraphs, IReadOnlyList<string> Items)
{
    /// <summary>The prose with blank lines between paragraphs.</summary>
    public string Body => string.Join("\n\n", Paragraphs);

    /// <summary>The sentences of the prose.</summary>
    public IReadOnlyList<string> Sentences => SentenceSplitter.Split(string.Join('\n', Paragraphs));
}
