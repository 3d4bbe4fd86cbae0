using System.Net;
using System.Text;

namespace TreasureMarkers.Data.Sources.Manuals;

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
