using System.Globalization;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>Makes a program's messages fit to learn from, whatever toolkit they were written for.</summary>
internal static partial class MessageText
{
    private const int Longest = 2000;

    /// <summary>The source text of a catalogue's key: the key without its context.</summary>
    public static string SourceOf(string key) => key[(key.IndexOf('\u0004', StringComparison.Ordinal) + 1)..];

    /// <summary>
    /// A message as a reader sees it: no accelerator, no markup, hard line breaks undone and paragraphs kept. Null when it is
    /// no plain text: plural forms, a format with places to fill, code, an address, or mostly signs.
    /// </summary>
    /// <param name="message">A source text without its context, or a translation.</param>
    public static string? Clean(string message)
    {
        if (message.Length > Longest || message.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var text = message.Replace("%PRODUCTNAME", "LibreOffice", StringComparison.Ordinal);
        text = Tag().Replace(text, "");
        text = Entity().Replace(
            text, m => m.Value switch { "&amp;" => "&", "&lt;" => "<", "&gt;" => ">", "&quot;" => "\"", "&apos;" => "'", _ => " " });
        text = WithoutAccelerator(text);
        text = string.Join("\n\n", BlankLine().Split(text).Select(p => Whitespace.Collapse(p).Trim()).Where(p => p.Length > 0));
        return text.Length < 2 || NotPlain().IsMatch(text) || !IsMostlyLetters(text) ? null : text;
    }

    /// <summary>
    /// A message as a sentence to learn languages from, or null when it is none: too short or long, a format, or code. Of plural
    /// forms the first counts. The embedded language identifier was trained on what this gives.
    /// </summary>
    /// <param name="message">A source text or a translation, with gettext's context and plural forms.</param>
    public static string? Sentence(string message)
    {
        var text = SourceOf(message).Split('\0')[0].Replace("_", "", StringComparison.Ordinal);
        text = TagOrEntity().Replace(text, " ").Trim();
        return text.Length is < 15 or > 600 || Code().IsMatch(text) ? null : Whitespace.Collapse(text);
    }

    /// <summary>Words parted by spaces; a measure of how much a source text says.</summary>
    public static int Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>
    /// GTK marks a key with a low line, Qt with an ampersand, LibreOffice with a tilde; CJK translations append it in brackets.
    /// </summary>
    private static string WithoutAccelerator(string text)
    {
        text = AppendedKey().Replace(text, "");
        return Accelerator().Count(text) == 1 ? Accelerator().Replace(text, "") : text;
    }

    private static bool IsMostlyLetters(string text)
    {
        var letters = text.Count(c => char.IsLetter(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
        var visible = text.Count(c => !char.IsWhiteSpace(c));
        return letters * 10 >= visible * 7;
    }

    [GeneratedRegex(@"<[^>]*>|&[a-z]+;", RegexOptions.CultureInvariant)]
    private static partial Regex TagOrEntity();

    [GeneratedRegex(@"%[\d$]*[a-zA-Z]|\{\w*\}|\\|==|::|\bschema\b", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"</?[a-zA-Z][^<>]*>|\[/?[ib]\]", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"&#?\w+;", RegexOptions.CultureInvariant)]
    private static partial Regex Entity();

    [GeneratedRegex(@"\s?[(（][&_~][A-Za-z0-9][)）]", RegexOptions.CultureInvariant)]
    private static partial Regex AppendedKey();

    [GeneratedRegex(@"[_~&](?=\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex Accelerator();

    [GeneratedRegex(@"\n\s*\n", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLine();

    [GeneratedRegex(
        @"%[-+#0-9.$*]*[a-zA-Z@(]|%\d|[{}\\<>@|^~_*=]|::|\$\w|\$\(|://|www\.|#\w{2}|--\w|\p{Cc}(?<!\n)|\uFFFD|\b\d{6,}",
        RegexOptions.CultureInvariant)]
    private static partial Regex NotPlain();
}
