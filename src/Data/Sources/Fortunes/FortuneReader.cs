using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Fortunes;

/// <summary>Reads a file of fortune(6): items parted by a line with a percent sign, an author after two hyphens.</summary>
internal static partial class FortuneReader
{
    /// <summary>The items that are fit to use, in the file's order.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="verse">Whether lines are verses, which stay as they are.</param>
    /// <param name="language">The items' language.</param>
    public static IEnumerable<FortuneItem> Read(string text, bool verse, string language)
    {
        var raw = Separator().Split(text.ReplaceLineEndings("\n"));
        for (var i = 0; i < raw.Length; i++)
        {
            if (Item(i, raw[i], verse, language) is { } item && ProseFilter.IsFit(item.Text))
            {
                yield return item;
            }
        }
    }

    private static FortuneItem? Item(int number, string raw, bool verse, string language)
    {
        var poem = ChinesePoem().Match(WrappedText.Verse(raw));
        if (poem.Success)
        {
            return new FortuneItem(number, poem.Groups["title"].Value, poem.Groups["text"].Value.Trim(), poem.Groups["author"].Value);
        }

        var signed = Signature().Match(raw.TrimEnd());
        var body = signed.Success ? raw[..signed.Index] : raw;
        var clean = verse ? WrappedText.Verse(body) : WrappedText.Join(body, language is not "Chinese");
        return clean.Length == 0
            ? null
            : new FortuneItem(
                number, null, Accents(PageNumber().Replace(clean, ""), language), signed.Success ? Author(signed.Groups[1].Value) : null);
    }

    /// <summary>The name alone: without the years, the work and the office that may follow it; null when it is no name.</summary>
    private static string? Author(string signature)
    {
        var name = AfterName().Replace(WrappedText.Join(signature), "").Trim(' ', '.', ',', '-', '"');
        return name.Length is >= 4 and <= 40 && char.IsUpper(name[0]) && !Newsgroup().IsMatch(name)
            && !name.Any(c => char.IsDigit(c) || c is '@' or '/' or '\n' or '<')
            ? name
            : null;
    }

    /// <summary>Italian files set an apostrophe for a final accent, as keyboards of old had to.</summary>
    private static string Accents(string text, string language) =>
        language == "Italian" ? FinalAccent().Replace(text, m => Accented(m.Value[..^1])) : text;

    private static string Accented(string word) => word[..^1] + word[^1] switch
    {
        'a' => 'à',
        'e' => IsAcute(word) ? 'é' : 'è',
        'i' => 'ì',
        'o' => 'ò',
        'u' => 'ù',
        'E' => 'È',
        var other => other,
    };

    private static bool IsAcute(string word) => word.EndsWith("che", StringComparison.Ordinal) || word is "ne" or "se" or "Ne" or "Se";

    [GeneratedRegex(@"^(Da|Dal|Dalla|From|Z|Ze|Aus)\b|\p{Ll}\.\p{Ll}", RegexOptions.CultureInvariant)]
    private static partial Regex Newsgroup();

    [GeneratedRegex(@"\s*\((str|p|S)\. ?\d+[^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"^%[ \t]*\n?", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\n[ \t]*(?:--|—)[ \t]*(\S[^\n]*(?:\n[ \t]+[^\n]+)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Signature();

    [GeneratedRegex(@"\s*[(,;:""„«\[\n].*$|\.\s.*Filósof.*$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex AfterName();

    [GeneratedRegex(@"^《(?<title>[^》]+)》\s*\n作者：(?<author>[^\n]+)\n(?<text>.+)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex ChinesePoem();

    // A quotation mark that closes needs one that opened; "po'" and "di'" are true elisions.
    [GeneratedRegex(
        @"(?<!')\b(?!po'|di'|da'|fa'|sta'|va'|mo'|be'|de'|ne' |co'|a')\p{L}*[aeiouE]'(?=[\s,.;:!?)""]|$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex FinalAccent();
}

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
