namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Reads a page of a manual from HTML, well-formed or not: headings, paragraphs, lists and code; tables and what surrounds the text are left out.</summary>
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
    public static ManualDocument? Read(string html)
    {
        return new HtmlManualReader().ReadAll(html);
    }

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
            _builder.Add(_isCode ? ManualBlockKind.Code : _lists.Count == 0 ? ManualBlockKind.Paragraph : _lists.Peek() ? ManualBlockKind.Step : ManualBlockKind.Item, text);
            _isNewItem &= _isCode;
        }

        (_heading, _isCode) = (0, false);
    }
}
