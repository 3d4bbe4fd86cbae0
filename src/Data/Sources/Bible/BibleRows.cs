using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Bible;

/// <summary>The rows of one chapter that two English translations have, centuries apart.</summary>
/// <param name="chapter">Book and chapter: the rows' group.</param>
/// <param name="archaic">The old verses.</param>
/// <param name="modern">The new verses, as many.</param>
/// <param name="context">The build's seed, and its languages for instructions in another one.</param>
/// <param name="archaicFrom">Where the old text came from.</param>
/// <param name="modernFrom">Where the new text came from.</param>
internal sealed class BibleRows(
    string chapter,
    IReadOnlyList<string> archaic,
    IReadOnlyList<string> modern,
    SourceContext context,
    Provenance archaicFrom,
    Provenance modernFrom)
{
    private const string Language = "English";
    private const double MostAlike = 0.75;
    private readonly StableRandom _random = new(context.Seed, "bible", chapter);

    /// <summary>Both texts as running text.</summary>
    public IEnumerable<TextDraft> Texts() =>
    [
        .. Pieces(archaic).Select(text => new TextDraft(Group, Language, text, archaicFrom)),
        .. Pieces(modern).Select(text => new TextDraft(Group, Language, text, modernFrom)),
    ];

    /// <summary>All drafts, in a fixed order: verse by verse, then passages.</summary>
    public IEnumerable<RowDraft> All()
    {
        for (var i = 0; i < archaic.Count; i++)
        {
            if (archaic[i].Length < 40 || modern[i].Length < 40 || AreAlike(archaic[i], modern[i]))
            {
                continue;
            }

            yield return _random.Chance(0.6)
                ? Modern("bible-modern", archaic[i], modern[i])
                : Archaic("bible-archaic", archaic[i], modern[i]);
        }

        for (var i = 0; i + 3 <= archaic.Count; i += 3 + _random.Next(3))
        {
            var count = Math.Min(3 + _random.Next(4), archaic.Count - i);
            var (old, young) = (Join(archaic, i, count), Join(modern, i, count));
            yield return _random.Chance(0.6) ? Modern("bible-passage", old, young) : Archaic("bible-passage", old, young);
            if (i + (2 * count) <= archaic.Count)
            {
                yield return Continue(i, count);
            }
        }
    }

    private string Group => "bible/" + chapter;

    private RowDraft Modern(string kind, string old, string young) =>
        Draft(kind, "Rewrite", Prompt("prose.modern", old), young, modernFrom);

    private RowDraft Archaic(string kind, string old, string young) =>
        Draft(kind, "Rewrite", Prompt("prose.archaic", young), old, archaicFrom) with { Style = "Custom" };

    private RowDraft Continue(int start, int count)
    {
        var old = _random.Chance(0.5);
        var (verses, origin) = old ? (archaic, archaicFrom) : (modern, modernFrom);
        var prompt = Prompt("prose.continue", Join(verses, start, count));
        return Draft("bible-continue", "CreativeWriting", prompt, Join(verses, start + count, count), origin) with
        {
            Style = old ? "Custom" : null,
        };
    }

    private string Prompt(string key, string text) =>
        PromptText.With(_random, Phrases.AskedIn(_random, Language, context.Languages).Say(_random, key), Balanced(text));

    private static string Join(IReadOnlyList<string> verses, int start, int count) =>
        string.Join(' ', verses.Skip(start).Take(count).Where(v => v.Length > 0));

    /// <summary>Whether nearly all words are the same, so that there is nothing to rewrite.</summary>
    private static bool AreAlike(string old, string young)
    {
        var (one, two) = (old.ToLowerInvariant().Split(' ').ToHashSet(), young.ToLowerInvariant().Split(' ').ToHashSet());
        return one.Intersect(two).Count() > one.Union(two).Count() * MostAlike;
    }

    /// <summary>A quotation that goes on beyond the passage leaves a quotation mark without its partner; such marks go.</summary>
    private static string Balanced(string text) =>
        text.Count(c => c == '“') == text.Count(c => c == '”')
            ? text
            : text.Replace("“", "", StringComparison.Ordinal).Replace("”", "", StringComparison.Ordinal);

    /// <summary>Paragraphs of five verses, texts of up to six paragraphs.</summary>
    private static IEnumerable<string> Pieces(IReadOnlyList<string> verses) =>
        verses.Chunk(5).Select(five => Join(five, 0, 5)).Chunk(6).Select(paragraphs => string.Join("\n\n", paragraphs))
            .Where(text => text.Length >= 200);

    private RowDraft Draft(string kind, string task, string prompt, string answer, Provenance provenance) =>
        new(kind, Group, Language, task, "Culture", null, "Human", prompt, Balanced(answer), provenance);
}
