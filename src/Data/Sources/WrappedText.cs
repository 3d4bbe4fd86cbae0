using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources;

/// <summary>Undoes what terminals needed: lines cut at a width, colours and backspaces.</summary>
internal static partial class WrappedText
{
    /// <summary>A line at least this long was cut by the width of the terminal, not by its writer.</summary>
    private const int CutLine = 52;

    /// <summary>Text with the cut lines joined: paragraphs stay parted by a blank line, short lines such as verse stay lines.</summary>
    /// <param name="text">The text as it is in its file.</param>
    /// <param name="spaced">Whether a space joins two lines, as in all languages but Chinese and Japanese.</param>
    public static string Join(string text, bool spaced = true)
    {
        var joined = new StringBuilder(text.Length);
        var last = "";
        foreach (var line in Plain(text).Split('\n'))
        {
            var trimmed = Spaces().Replace(line.Trim(), " ");
            var cut = last.Length >= CutLine && trimmed.Length > 0 && !Opens(line);
            joined.Append(joined.Length == 0 ? "" : cut ? (spaced ? " " : "") : "\n").Append(trimmed);
            last = trimmed;
        }

        return BlankLines().Replace(joined.ToString(), "\n\n").Trim();
    }

    /// <summary>Text with its lines as they are, for verse.</summary>
    public static string Verse(string text)
    {
        var lines = Plain(text).Split('\n').Select(l => Spaces().Replace(l.Trim(), " "));
        return BlankLines().Replace(string.Join('\n', lines), "\n\n").Trim();
    }

    /// <summary>Text without colours and backspaces.</summary>
    private static string Plain(string text) => Colours().Replace(text.ReplaceLineEndings("\n"), "");

    private static bool Opens(string line) => char.IsWhiteSpace(line[0]) || line[0] is '-' or '*' or '—' or '–';

    [GeneratedRegex(@"\u001B\[[\d;]*m|.\u0008|\u000C", RegexOptions.CultureInvariant)]
    private static partial Regex Colours();

    [GeneratedRegex(@"[ \t\u00A0\u3000]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();
}
