using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.ManPages;

/// <summary>Reads a manual page written with roff's man macros.</summary>
internal sealed partial class RoffReader
{
    private readonly ManualBuilder _builder = new();
    private readonly StringBuilder _text = new();
    private readonly string _language;
    private bool _isCode;
    private bool _isTable;
    private bool _isDefinition;
    private bool _isTag;
    private string? _tag;
    private bool _hasHole;

    private RoffReader(string language) => _language = language;

    /// <summary>
    /// The page, or null when it is a pointer to another one, is written with other macros, or does not say what it describes.
    /// </summary>
    /// <param name="text">The file's text.</param>
    /// <param name="language">Its language, for the headings' case.</param>
    public static ManualDocument? Read(string text, string language)
    {
        if (text.StartsWith(".so ", StringComparison.Ordinal) || !TitleLine().IsMatch(text))
        {
            return null;
        }

        var reader = new RoffReader(language);
        foreach (var line in text.Split('\n'))
        {
            reader.Line(line.TrimEnd('\r'));
        }

        reader.Flush();
        return reader._builder.Build() is { } document ? RoffName.Apply(document) : null;
    }

    private void Line(string line)
    {
        if (_isDefinition || _isTable)
        {
            (_isDefinition, _isTable) = (_isDefinition && line != "..", _isTable && !line.StartsWith(".TE", StringComparison.Ordinal));
            return;
        }

        if (line.Length > 0 && line[0] is '.' or '\'')
        {
            if (Macro().Match(line) is { Success: true } macro)
            {
                Command(macro.Groups[1].Value, macro.Groups[2].Value);
            }

            return;
        }

        if (line.Length == 0 && !_isCode)
        {
            Flush();
            return;
        }

        Take(line);
    }

    private void Command(string name, string arguments)
    {
        switch (name)
        {
            case "SH" or "SS":
                Flush();
                _builder.Heading(RoffHeading.Of(arguments, _language), name == "SH" ? 1 : 2);
                break;
            case "PP" or "P" or "LP" or "HP" or "sp" or "RS" or "RE" or "IP" or "TP" or "TQ":
                Flush();
                _isTag = name is "TP" or "TQ";
                _tag = name == "IP" && RoffText.Arguments(arguments) is [var tag, ..] && RoffText.Plain(tag) is { Length: > 0 } plain
                    && plain != "•"
                    ? plain
                    : null;
                break;
            case "nf" or "EX":
                Flush();
                _isCode = true;
                break;
            case "fi" or "EE":
                Flush();
                _isCode = false;
                break;
            case "B" or "I" or "SM" or "SB":
                Take(string.Join(' ', RoffText.Arguments(arguments)));
                break;
            case "BR" or "RB" or "IR" or "RI" or "BI" or "IB":
                Take(string.Concat(RoffText.Arguments(arguments)));
                break;
            case "TS":
                Flush();
                _isTable = true;
                break;
            case "de" or "ig":
                _isDefinition = true;
                break;
            case "br" or "ad" or "nh" or "hy" or "ne" or "in" or "ft" or "TH" or "ie" or "el" or "if" or "ds" or "nr" or "so"
                or "ta" or "ti" or "PD" or "UC" or "mso" or "tr":
                break;
            default:
                // An address or a macro of the page's own: the paragraph lacks something.
                _hasHole = true;
                break;
        }
    }

    private void Take(string line)
    {
        var text = RoffText.Plain(line);
        _hasHole |= text is null;
        if (_isTag)
        {
            (_tag, _isTag) = (text?.Trim(), false);
            return;
        }

        _text.Append(text).Append(_isCode ? '\n' : ' ');
    }

    private void Flush()
    {
        var text = _isCode ? _text.ToString().Trim('\n').TrimEnd() : Whitespace.Collapse(_text.ToString()).Trim();
        if (text.Length > 0)
        {
            var item = _tag is { Length: > 0 };
            _builder.Add(
                _isCode ? ManualBlockKind.Code : item ? ManualBlockKind.Item : ManualBlockKind.Paragraph,
                _hasHole ? ManualCleaner.Hole : item && !_isCode ? $"{_tag}: {text}" : text);
        }

        _tag = text.Length > 0 || !_isTag ? null : _tag;
        _hasHole = false;
        _text.Clear();
    }

    [GeneratedRegex(@"^\.TH\s", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TitleLine();

    [GeneratedRegex(@"^[.']\s*([A-Za-z]+)\s*(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();
}

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
        [.. Argument().Matches(text).Select(
            m => m.Groups[1].Success ? m.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : m.Value)];

    private static string Character(string name, ref bool known)
    {
        if (Characters.TryGetValue(name, out var value))
        {
            return value;
        }

        if (name.Length > 1 && name[0] == 'u'
            && int.TryParse(name.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code)
            && code is > 31 and < 0xD800)
        {
            return ((char)code).ToString();
        }

        known = false;
        return "";
    }

    [GeneratedRegex(
        @"\\(?:\((?<char>..)|\[(?<long>[^\]]+)\]|\*\((?<char>..)|\*\[(?<long>[^\]]+)\]|\*(?<char>.)|f(?:\(..|\[[^\]]*\]|.)|s[-+]?\d+"
        + @"|m\[[^\]]*\]|[hvwzk]'[^']*'|"".*$|.|$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    [GeneratedRegex(@"""((?:[^""]|"""")*)""?|(?:\\ |\S)+", RegexOptions.CultureInvariant)]
    private static partial Regex Argument();
}

/// <summary>The headings of manual pages, which are in capital letters by custom.</summary>
internal static class RoffHeading
{
    /// <summary>A heading as other texts write it: with one capital.</summary>
    /// <param name="arguments">The arguments of the heading's macro.</param>
    /// <param name="language">The page's language, for its small letters.</param>
    public static string Of(string arguments, string language)
    {
        var title = string.Join(' ', RoffText.Arguments(arguments).Select(a => RoffText.Plain(a) ?? ""));
        return IsUpper(title) ? title[0] + LanguageStyle.Of(language).Lower(title[1..]) : title;
    }

    private static bool IsUpper(string title) => title.Length > 3 && !title.Any(char.IsLower) && title.Any(char.IsUpper);
}

/// <summary>The first section of a manual page says what it describes: names, a dash, and a phrase.</summary>
internal static partial class RoffName
{
    /// <summary>The document without that section but with what it says; null when it says nothing or there is nothing else.</summary>
    public static ManualDocument? Apply(ManualDocument document)
    {
        var name = document.Sections[0].Blocks is [{ Kind: ManualBlockKind.Paragraph } first] ? NameLine().Match(first.Text) : Match.Empty;
        var sections = document.Sections.Skip(1).Where(s => s.Blocks.Count > 0).ToList();
        return !name.Success || sections.Count == 0 ? null
            : new ManualDocument(name.Groups[1].Value, sections) { Command = name.Groups[1].Value, Summary = name.Groups[2].Value };
    }

    [GeneratedRegex(@"^([\w.+:@-]+)(?:,\s[^—–]{1,200})?\s[-—–−]{1,2}\s(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NameLine();
}
