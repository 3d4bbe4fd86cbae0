using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>
/// Reads a page of a manual from HTML, well-formed or not: headings, paragraphs, lists and code; tables and what surrounds the text are
/// left out.
/// </summary>
internal sealed class HtmlManualReader
{
    private readonly ManualBuilder _builder = new();
    private readonly HtmlPiece _piece = new();
    private readonly Stack<bool> _lists = new();
    private int _heading;
    private bool _isCode;
    private bool _isNewItem;
    private HtmlIgnored? _ignored;

    private HtmlManualReader()
    {
    }

    /// <summary>The page of a file, or null when there is none, or it has no heading or no text.</summary>
    public static ManualDocument? ReadFile(string path) => File.Exists(path) ? Read(File.ReadAllText(path)) : null;

    /// <summary>The page, or null when it has no heading or no text.</summary>
    public static ManualDocument? Read(string html) => new HtmlManualReader().ReadAll(html);

    private ManualDocument? ReadAll(string html)
    {
        var end = 0;
        foreach (var tag in HtmlTag.Pattern().EnumerateMatches(html))
        {
            if (_ignored is null)
            {
                _piece.Append(html.AsSpan(end, tag.Index - end));
            }

            end = tag.Index + tag.Length;
            Handle(html.AsSpan(tag.Index, tag.Length));
        }

        Flush();
        return _builder.Build();
    }

    private void Handle(ReadOnlySpan<char> tag)
    {
        if (tag[1] is '!' or '?')
        {
            return;
        }

        var closes = tag[1] == '/';
        var name = HtmlTag.Name(tag[(closes ? 2 : 1)..]);
        if (_ignored is not null)
        {
            _ignored = _ignored.After(name, closes);
        }
        else if (closes)
        {
            Close(name);
        }
        else if (!HtmlTag.IsVoid(name) && tag[^2] != '/')
        {
            Open(name, HtmlTag.Attribute(tag, "class"), HtmlTag.Attribute(tag, "id"));
        }
        else if (name == "br")
        {
            _piece.Append(_isCode ? "\n" : " ", isText: false);
        }
    }

    private void Open(string name, string classes, string id)
    {
        if (HtmlTag.IsIgnored(name, classes, id))
        {
            _ignored = new HtmlIgnored(name);
            return;
        }

        switch (name)
        {
            case "a":
                _piece.IsInLink = true;
                break;
            case "ul" or "ol":
                Flush();
                _lists.Push(name == "ol");
                break;
            case "li":
                Flush();
                _isNewItem = true;
                break;
            case "pre":
                Flush();
                _isCode = true;
                break;
            case "p" or "div" or "dt" or "dd" or "blockquote":
                Flush();
                _isCode = name == "p" && classes == "code";
                break;
            case ['h', >= '1' and <= '6']:
                Flush();
                _heading = name[1] - '0';
                break;
        }
    }

    private void Close(string name)
    {
        _piece.IsInLink &= name != "a";
        if (HtmlTag.IsBlock(name))
        {
            Flush();
        }

        if (name is "ul" or "ol")
        {
            _lists.TryPop(out _);
        }
    }

    private void Flush()
    {
        var (text, isLink) = _piece.Take(_isCode);
        if (text.Length > 0 && _heading > 0)
        {
            _builder.Heading(HtmlHeading.WithoutNumber(text), _heading);
        }
        else if (isLink)
        {
            // Nothing but a link: where to read on.
            _isNewItem = false;
        }
        else if (text.Length > 0 && _lists.Count > 0 && !_isCode && !_isNewItem)
        {
            _builder.Append(text);
        }
        else if (text.Length > 0)
        {
            var kind = _isCode ? ManualBlockKind.Code
                : _lists.Count == 0 ? ManualBlockKind.Paragraph
                : _lists.Peek() ? ManualBlockKind.Step
                : ManualBlockKind.Item;
            _builder.Add(kind, text);
            _isNewItem &= _isCode;
        }

        (_heading, _isCode) = (0, false);
    }
}

/// <summary>Gathers the text of a paragraph, a heading or code between its tags.</summary>
internal sealed class HtmlPiece
{
    private readonly StringBuilder _text = new();
    private int _linked;

    /// <summary>Whether what follows is a link's.</summary>
    public bool IsInLink { get; set; }

    /// <summary>Adds text as the file has it, or white space for a tag.</summary>
    public void Append(ReadOnlySpan<char> text, bool isText = true)
    {
        _text.Append(text);
        _linked += isText && IsInLink ? text.Length : 0;
    }

    /// <summary>The text so far, and whether it is nothing but a link; the next piece begins.</summary>
    /// <param name="isCode">Whether its lines and spaces are kept.</param>
    public (string Text, bool IsLink) Take(bool isCode)
    {
        var decoded = WebUtility.HtmlDecode(_text.ToString());
        var isLink = _linked > 0 && _linked >= decoded.AsSpan().Trim().Length && !isCode;
        _text.Clear();
        _linked = 0;
        return (isCode ? decoded.Trim('\n', '\r').TrimEnd() : Whitespace.Collapse(decoded).Trim(), isLink);
    }
}

/// <summary>An element that is left out with all that is in it.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Depth">How many elements of this name are open, itself among them.</param>
internal sealed record HtmlIgnored(string Tag, int Depth = 1)
{
    /// <summary>The same after a tag; null when the tag ended it.</summary>
    public HtmlIgnored? After(string name, bool closes)
    {
        var depth = Depth + (Tag != name ? 0 : closes ? -1 : 1);
        return depth == 0 ? null : this with { Depth = depth };
    }
}

/// <summary>What the tags of a manual's HTML mean to a reader of its text.</summary>
internal static partial class HtmlTag
{
    private static readonly HashSet<string> Void = ["br", "img", "meta", "link", "input", "hr", "col", "base"];

    private static readonly HashSet<string> IgnoredTags =
        ["head", "script", "style", "header", "footer", "aside", "nav", "noscript", "table", "sup", "button", "label"];

    /// <summary>The last two are what help says on other systems in place of the usual text.</summary>
    private static readonly HashSet<string> IgnoredClasses =
    [
        "toc", "docnav", "t-navbar", "footnotes", "sidebar", "figure", "relatedtopics", "howtoget", "icontable", "iconcell", "noteicon",
        "debug", "dropdowns", "MAC", "UNX",
    ];

    private static readonly HashSet<string> IgnoredIds = ["banner", "title", "Index", "SearchFrame", "DonationFrame"];

    /// <summary>Whether an element never has content.</summary>
    public static bool IsVoid(string name) => Void.Contains(name);

    /// <summary>Whether an element parts pieces of text.</summary>
    public static bool IsBlock(string name) =>
        name is "p" or "div" or "li" or "pre" or "dt" or "dd" or "blockquote" or "ul" or "ol" or ['h', >= '1' and <= '6'];

    /// <summary>Whether an element is none of the text: tables, navigation, notes beside it.</summary>
    public static bool IsIgnored(string name, string classes, string id) =>
        IgnoredTags.Contains(name) || IgnoredIds.Contains(id) || classes.Split(' ').Any(IgnoredClasses.Contains);

    /// <summary>The name of the tag that begins here, in small letters.</summary>
    public static string Name(ReadOnlySpan<char> tag)
    {
        var length = 0;
        while (length < tag.Length && char.IsAsciiLetterOrDigit(tag[length]))
        {
            length++;
        }

        return tag[..length].ToString().ToLowerInvariant();
    }

    /// <summary>The value of an attribute, or nothing.</summary>
    public static string Attribute(ReadOnlySpan<char> tag, string name)
    {
        var start = tag.IndexOf($" {name}=\"", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var value = tag[(start + name.Length + 3)..];
        return value[..Math.Max(0, value.IndexOf('"'))].ToString();
    }

    /// <summary>A tag, a comment, a declaration or an instruction.</summary>
    [GeneratedRegex(@"<!--.*?-->|<!\w[^>]*>|<\?[^>]*>|</?[a-zA-Z][^>]*>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    public static partial Regex Pattern();
}

/// <summary>The headings of a manual's HTML.</summary>
internal static partial class HtmlHeading
{
    /// <summary>A heading without its number and without a colon at its end.</summary>
    public static string WithoutNumber(string heading) => Number().Replace(heading, "").TrimEnd(':', '：', ' ');

    /// <summary>The number of a chapter or section, with the word for chapter in any of the languages.</summary>
    [GeneratedRegex(
        @"^(第\s*\d+\s*章\W*|\d+\s?\p{L}+\.?\s(?=\p{Lu})|(\p{L}+\s){0,2}(\d+|[A-Z])\.(\d+\.)*\s+)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
