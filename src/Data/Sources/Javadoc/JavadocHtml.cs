using System.Net;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Javadoc;

/// <summary>Turns Java's documentation comments into HTML.</summary>
internal static partial class JavadocHtml
{
    /// <summary>What a comment describes before its first tag, with its inline tags as text; what cannot be read leaves a hole.</summary>
    /// <param name="comment">The comment without its first and last mark.</param>
    public static string Of(string comment)
    {
        var lines = comment.Split('\n').Select(l => Note().Replace(Star().Replace(l, ""), "<p>")).TakeWhile(l => !BlockTag().IsMatch(l));
        var text = Literal().Replace(string.Join('\n', lines), m => WebUtility.HtmlEncode(m.Groups[1].Value));
        text = Link().Replace(text, m => m.Groups[2].Value.Trim() is { Length: > 0 } label ? label : m.Groups[1].Value.TrimStart('#').Replace('#', '.'));
        text = Named().Replace(Return().Replace(text, "Returns $1."), "$1");
        text = Inherited().Replace(Ordered().Replace(text, "$1ul"), "");
        return Rest().Replace(text, Manuals.ManualCleaner.Hole);
    }

    [GeneratedRegex(@"^\s*\*?[ ]?")]
    private static partial Regex Star();

    /// <summary>Tags whose text goes on describing.</summary>
    [GeneratedRegex(@"^\s*@(apiNote|implNote|implSpec)\b")]
    private static partial Regex Note();

    [GeneratedRegex(@"^\s*@\w")]
    private static partial Regex BlockTag();

    [GeneratedRegex(@"\{@(?:code|literal)\s((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")]
    private static partial Regex Literal();

    /// <summary>A reference, whose parameters may hold blanks, and the words shown for it.</summary>
    [GeneratedRegex(@"\{@link(?:plain)?\s+([^\s}(]+(?:\([^)}]*\))?)([^{}]*)\}")]
    private static partial Regex Link();

    [GeneratedRegex(@"\{@return\s+([^{}]*?)\.?\}")]
    private static partial Regex Return();

    [GeneratedRegex(@"\{@(?:systemProperty|index|linkplain|link)\s+([^{}\s]+)[^{}]*\}")]
    private static partial Regex Named();

    [GeneratedRegex(@"\{@inheritDoc\s*\}")]
    private static partial Regex Inherited();

    /// <summary>Numbers in reference text are seldom steps to follow.</summary>
    [GeneratedRegex(@"(</?)ol\b", RegexOptions.IgnoreCase)]
    private static partial Regex Ordered();

    [GeneratedRegex(@"\{@[^{}]*\}?")]
    private static partial Regex Rest();
}
