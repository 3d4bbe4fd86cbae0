using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>The text of a line of a manual page, without roff's escapes.</summary>
internal static partial class RoffText
{
    private static readonly Dictionary<string, string> Characters = new()
    {
        ["aq"] = "'",
        ["dq"] = "\"",
        ["em"] = "—",
        ["en"] = "–",
        ["bu"] = "•",
        ["co"] = "©",
        ["lq"] = "“",
        ["rq"] = "”",
        ["oq"] = "‘",
        ["cq"] = "’",
        ["Fo"] = "«",
        ["Fc"] = "»",
        ["ga"] = "`",
        ["ha"] = "^",
        ["ti"] = "~",
        ["rs"] = "\\",
        ["mu"] = "×",
        ["<="] = "≤",
        [">="] = "≥",
        ["->"] = "→",
        ["ss"] = "ß",
        ["pc"] = "·",
        ["mi"] = "−",
        ["+-"] = "±",
        ["at"] = "@",
        ["R"] = "®",
        ["Tm"] = "™",
        ["S"] = "",
        ["mc"] = "µ",
        ["hy"] = "-",
    };

    /// <summary>The plain text; null when the line uses what is not known here.</summary>
    public static string? Plain(string line)
    {
        if (!line.Contains('\\', StringComparison.Ordinal))
        {
            return line;
        }

        var known = true;
        var text = Escape().Replace(line, m => m.Groups["char"].Success || m.Groups["long"].Success
            ? Character(m.Groups["char"].Success ? m.Groups["char"].Value : m.Groups["long"].Value, ref known)
            : m.Value.ElementAtOrDefault(1) switch
            {
                '-' => "-",
                ' ' or '~' or '0' => " ",
                'e' or '\\' => "\\",
                '.' => ".",
                '\'' => "'",
                '`' => "`",
                _ => "",
            });
        return known ? text : null;
    }

    /// <summary>The words of a macro's arguments; quotes hold one together.</summary>
    public static string[] Arguments(string text) =>
        [.. Argument().Matches(text).Select(m => m.Groups[1].Success ? m.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : m.Value)];

    private static string Character(string name, ref bool known)
    {
        if (Characters.TryGetValue(name, out var value))
        {
            return value;
        }

        if (name.Length > 1 && name[0] == 'u' && int.TryParse(name.AsSpan(1), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out var code) && code is > 31 and < 0xD800)
        {
            return ((char)code).ToString();
        }

        known = false;
        return "";
    }

    [GeneratedRegex(@"\\(?:\((?<char>..)|\[(?<long>[^\]]+)\]|\*\((?<char>..)|\*\[(?<long>[^\]]+)\]|\*(?<char>.)|f(?:\(..|\[[^\]]*\]|.)|s[-+]?\d+|m\[[^\]]*\]|[hvwzk]'[^']*'|"".*$|.|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    [GeneratedRegex(@"""((?:[^""]|"""")*)""?|(?:\\ |\S)+", RegexOptions.CultureInvariant)]
    private static partial Regex Argument();
}
