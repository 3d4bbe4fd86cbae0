using System.Text.RegularExpressions;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Leaves out what is no text in the document's language: silent English, addresses of people, and holes.</summary>
internal static partial class ManualCleaner
{
    /// <summary>What a reader puts where it could not read a piece.</summary>
    internal const string Hole = "\uFFFD";

    private const int Tellable = 60;
    private const double Sure = 0.9;

    /// <summary>The document with such pieces emptied; null when hardly anything is left.</summary>
    /// <param name="document">The document.</param>
    /// <param name="language">Its language.</param>
    /// <param name="english">The same page in English, when this is another language's, or null.</param>
    public static ManualDocument? Clean(ManualDocument document, string language, ManualDocument? english)
    {
        HashSet<string> known = english is null
            ? []
            : english.Sections.SelectMany(s => s.Blocks).Where(b => b.Kind != ManualBlockKind.Code).Select(b => b.Text).ToHashSet();
        var sections = document.Sections.Select(s => Clean(s, language, known)).ToList();
        var (before, after) = (document.Sections.Sum(s => s.Blocks.Count), sections.Sum(s => s.Kept.Count()));
        var isEnglish = document.Command is null && english?.Title == document.Title
            && document.Title.Contains(' ', StringComparison.Ordinal);
        return after == 0 || after * 3 < before || isEnglish ? null : document with
        {
            Sections = sections,
            Summary = document.Summary is { } summary && IsText(summary) && !known.Contains(summary) && english?.Summary != summary
                && IsIn(language, summary)
                ? summary
                : null,
        };
    }

    private static ManualSection Clean(ManualSection section, string language, HashSet<string> english)
    {
        // Who wrote a page, where to write to and whose it is are no knowledge: the whole section goes.
        var isNotice = section.Blocks.Any(
            b => b.Kind != ManualBlockKind.Code && (Address().IsMatch(b.Text) || Copyright().IsMatch(b.Text)));
        return section with
        {
            Blocks = [.. section.Blocks.Select(b => !isNotice && IsKept(b, language, english) ? b : b with { Text = "" })],
        };
    }

    private static bool IsKept(ManualBlock block, string language, HashSet<string> english) => block.Kind == ManualBlockKind.Code
        ? IsCode(block.Text)
        : IsText(block.Text) && !english.Contains(block.Text) && IsIn(language, block.Text);

    private static bool IsText(string text) => !text.Contains(Hole, StringComparison.Ordinal) && text.Any(char.IsLetter);

    private static bool IsCode(string text) => text.Length < 1500 && !text.Contains(Hole, StringComparison.Ordinal);

    private static bool IsIn(string language, string text)
    {
        if (!TextCleaner.IsIn(language, text))
        {
            return false;
        }

        var guess = text.Length < Tellable ? default : LanguageIdentifier.Default.Identify(text);
        return text.Length < Tellable || guess.Language == language || guess.Probability <= Sure;
    }

    [GeneratedRegex(@"[\w.+-]+(@|\s?\(at\)\s?|\s\[at\]\s)[\w-]+\.\w{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    /// <summary>A notice of copyright: the sign or the word with a year, or a licence as GNU's programs print it.</summary>
    [GeneratedRegex(@"(©|\([cC]\)|\bCopyright\b)\s*[^.\n]{0,40}\b(19|20)\d\d|\bL?GPL\s?v\d", RegexOptions.CultureInvariant)]
    private static partial Regex Copyright();
}
