using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Manuals;

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

    /// <summary>The page, or null when it is a pointer to another one, is written with other macros, or does not say what it describes.</summary>
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
                _tag = name == "IP" && RoffText.Arguments(arguments) is [var tag, ..] && RoffText.Plain(tag) is { Length: > 0 } plain && plain != "•" ? plain : null;
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
            case "br" or "ad" or "nh" or "hy" or "ne" or "in" or "ft" or "TH" or "ie" or "el" or "if" or "ds" or "nr" or "so" or "ta" or "ti" or "PD" or "UC" or "mso" or "tr":
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
