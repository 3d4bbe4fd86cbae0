using System.Globalization;
using System.Text;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>What a token is.</summary>
internal enum JinjaTokenKind
{
    /// <summary>Text outside of statements and expressions.</summary>
    Text,

    /// <summary>Begins a statement: <c>{%</c>.</summary>
    StatementBegin,

    /// <summary>Ends a statement: <c>%}</c>.</summary>
    StatementEnd,

    /// <summary>Begins an expression that is printed: <c>{{</c>.</summary>
    PrintBegin,

    /// <summary>Ends it: <c>}}</c>.</summary>
    PrintEnd,

    /// <summary>A name or a word of the language.</summary>
    Name,

    /// <summary>A text in quotes; the token has it without them.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number.</summary>
    Float,

    /// <summary>An operator or a bracket.</summary>
    Operator,

    /// <summary>The end of the template.</summary>
    End,
}

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its text.</param>
/// <param name="Line">Where it stands, from 1.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Value, int Line);

/// <summary>
/// Cuts a template into tokens, with Jinja2's rules for whitespace under trim_blocks and lstrip_blocks: a statement's or a comment's
/// line break behind it goes, and so does the indentation before it; <c>-</c> takes all whitespace, <c>+</c> keeps it.
/// </summary>
internal sealed class JinjaLexer
{
    // Longer ones first.
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "|", ".", ",", ":", "(", ")", "[", "]", "{", "}"];

    private readonly string _source;
    private readonly List<JinjaToken> _tokens = [];
    private int _position;
    private int _line = 1;

    private JinjaLexer(string source) => _source = source;

    /// <summary>All tokens of a template; the last is the end.</summary>
    /// <exception cref="JinjaException">A bracket, a comment or a text does not end, or a character belongs to nothing.</exception>
    public static IReadOnlyList<JinjaToken> Read(string source)
    {
        // As Jinja2: line breaks are line feeds, and one at the end does not count.
        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new JinjaLexer(text.EndsWith('\n') ? text[..^1] : text);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        var trimsStart = false;
        var dropsLineBreak = false;
        while (_position < _source.Length)
        {
            var open = NextOpening(_position);
            var text = _source[_position..open];
            var sign = open + 2 < _source.Length ? _source[open + 2] : '\0';
            AddText(text, open, trimsStart, dropsLineBreak, sign);
            if (open == _source.Length)
            {
                break;
            }

            _position = open + (sign is '-' or '+' ? 3 : 2);
            (trimsStart, dropsLineBreak) = _source[open + 1] switch
            {
                '#' => ReadComment(),
                '{' => ReadCode(JinjaTokenKind.PrintBegin, JinjaTokenKind.PrintEnd, "}}"),
                _ => ReadCode(JinjaTokenKind.StatementBegin, JinjaTokenKind.StatementEnd, "%}"),
            };
        }

        _tokens.Add(new JinjaToken(JinjaTokenKind.End, "", _line));
    }

    private int NextOpening(int from)
    {
        for (var at = _source.IndexOf('{', from); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return _source.Length;
    }

    private void AddText(string text, int open, bool trimsStart, bool dropsLineBreak, char sign)
    {
        var lines = text.AsSpan().Count('\n');
        // Whether what is left of the text begins a line.
        var beginsLine = _position == 0 || (_position > 0 && _source[_position - 1] == '\n');
        if (trimsStart)
        {
            text = text.TrimStart();
        }
        else if (dropsLineBreak && text.StartsWith('\n'))
        {
            (text, beginsLine) = (text[1..], true);
        }

        if (open < _source.Length)
        {
            if (sign == '-')
            {
                text = text.TrimEnd();
            }
            else if (sign != '+' && _source[open + 1] != '{')
            {
                var indented = text.TrimEnd(' ', '\t');
                var lineStart = indented.Length == 0 ? beginsLine && !trimsStart : indented[^1] == '\n';
                text = lineStart ? indented : text;
            }
        }

        if (text.Length > 0)
        {
            _tokens.Add(new JinjaToken(JinjaTokenKind.Text, text, _line));
        }

        _line += lines;
    }

    private (bool TrimsStart, bool DropsLineBreak) ReadComment()
    {
        var close = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (close < 0)
        {
            throw Fault("a comment does not end");
        }

        var sign = close > _position ? _source[close - 1] : '\0';
        _line += _source.AsSpan(_position, close - _position).Count('\n');
        _position = close + 2;
        return (sign == '-', sign != '+');
    }

    private (bool TrimsStart, bool DropsLineBreak) ReadCode(JinjaTokenKind begin, JinjaTokenKind end, string close)
    {
        _tokens.Add(new JinjaToken(begin, "", _line));
        var depth = 0;
        while (true)
        {
            SkipSpace();
            if (_position >= _source.Length)
            {
                throw Fault($"a '{close}' is missing");
            }

            var sign = _source[_position];
            var signed = sign is '-' or '+' && string.CompareOrdinal(_source, _position + 1, close, 0, 2) == 0;
            if (depth == 0 && (signed || string.CompareOrdinal(_source, _position, close, 0, 2) == 0))
            {
                _tokens.Add(new JinjaToken(end, "", _line));
                _position += signed ? 3 : 2;
                return (signed && sign == '-', end == JinjaTokenKind.StatementEnd && !(signed && sign == '+'));
            }

            ReadToken();
            depth += _tokens[^1] is not { Kind: JinjaTokenKind.Operator } token ? 0
                : token.Value is "(" or "[" or "{" ? 1
                : token.Value is ")" or "]" or "}" ? -1 : 0;
        }
    }

    private void SkipSpace()
    {
        while (_position < _source.Length && char.IsWhiteSpace(_source[_position]))
        {
            _line += _source[_position++] == '\n' ? 1 : 0;
        }
    }

    private void ReadToken()
    {
        var first = _source[_position];
        if (first is '"' or '\'')
        {
            ReadString(first);
        }
        else if (char.IsAsciiDigit(first))
        {
            ReadNumber();
        }
        else if (char.IsLetter(first) || first == '_')
        {
            var start = _position;
            while (_position < _source.Length && (char.IsLetterOrDigit(_source[_position]) || _source[_position] == '_'))
            {
                _position++;
            }

            _tokens.Add(new JinjaToken(JinjaTokenKind.Name, _source[start.._position], _line));
        }
        else
        {
            var found = Array.Find(Operators, text => string.CompareOrdinal(_source, _position, text, 0, text.Length) == 0)
                ?? throw Fault($"'{first}' belongs to nothing");
            _position += found.Length;
            _tokens.Add(new JinjaToken(JinjaTokenKind.Operator, found, _line));
        }
    }

    private void ReadNumber()
    {
        var start = _position;
        SkipDigits();
        var isFloat = false;
        if (_position + 1 < _source.Length && _source[_position] == '.' && char.IsAsciiDigit(_source[_position + 1]))
        {
            isFloat = true;
            _position++;
            SkipDigits();
        }

        if (_position + 1 < _source.Length && _source[_position] is 'e' or 'E'
            && (char.IsAsciiDigit(_source[_position + 1]) || (_source[_position + 1] is '+' or '-' && _position + 2 < _source.Length && char.IsAsciiDigit(_source[_position + 2]))))
        {
            isFloat = true;
            _position += 2;
            SkipDigits();
        }

        var text = _source[start.._position].Replace("_", "", StringComparison.Ordinal);
        if (!isFloat && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw Fault($"the number {text[..Math.Min(text.Length, 30)]} is too large");
        }

        _tokens.Add(new JinjaToken(isFloat ? JinjaTokenKind.Float : JinjaTokenKind.Integer, text, _line));
    }

    private void SkipDigits()
    {
        while (_position < _source.Length && (char.IsAsciiDigit(_source[_position]) || _source[_position] == '_'))
        {
            _position++;
        }
    }

    private void ReadString(char quote)
    {
        var (text, line) = (new StringBuilder(), _line);
        _position++;
        while (true)
        {
            if (_position >= _source.Length)
            {
                throw new JinjaException($"The chat template is not valid: a text in quotes does not end (line {line}).");
            }

            var next = _source[_position++];
            if (next == quote)
            {
                break;
            }

            _line += next == '\n' ? 1 : 0;
            if (next == '\\' && _position < _source.Length)
            {
                ReadEscape(text);
            }
            else
            {
                text.Append(next);
            }
        }

        _tokens.Add(new JinjaToken(JinjaTokenKind.String, text.ToString(), line));
    }

    /// <summary>Python's escapes; a backslash before anything else stands for itself.</summary>
    private void ReadEscape(StringBuilder text)
    {
        var sign = _source[_position++];
        var digits = sign switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (_position + digits <= _source.Length
                && int.TryParse(_source.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && code is >= 0 and <= 0x10FFFF)
            {
                text.Append(code is >= 0xD800 and <= 0xDFFF || code < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32(code));
                _position += digits;
                return;
            }

            throw Fault($"'\\{sign}' must be followed by {digits} hexadecimal digits");
        }

        text.Append(sign switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'b' => "\b",
            'f' => "\f",
            'v' => "\v",
            'a' => "\a",
            '0' => "\0",
            '\\' or '\'' or '"' => sign.ToString(),
            '\n' => "",
            _ => "\\" + sign,
        });
    }

    private JinjaException Fault(string what) => new($"The chat template is not valid: {what} (line {_line}).");
}
