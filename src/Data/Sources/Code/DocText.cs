using System.Net;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Turns documentation comments into prose.</summary>
internal static partial class DocText
{
    /// <summary>The prose before the first tag or example; null when there is too little, or it is no description.</summary>
    public static string? Prose(IEnumerable<string> lines)
    {
        var kept = lines.Select(l => Markers().Replace(l, "").TrimEnd()).TakeWhile(l => !Tag().IsMatch(l));
        var text = string.Join('\n', kept);
        text = Summary().Match(text) is { Success: true } summary ? summary.Groups[1].Value : text;
        text = Role().Replace(InlineTag().Replace(LabelledLink().Replace(text, "$1"), "$1"), "$1");
        text = WebUtility.HtmlDecode(Element().Replace(text, ""));
        var paragraphs = Blank().Split(text).Select(p => Whitespace.Collapse(p).Trim()).Where(p => p.Length > 0).Take(3);
        var prose = string.Join("\n\n", paragraphs);
        return prose.Length is >= 25 and <= 800 && char.IsLetter(prose[0]) && prose[^1] is '.' or '!' && !Unwanted().IsMatch(prose) ? prose : null;
    }

    [GeneratedRegex(@"^\s*(/\*\*|\*/|\*(?!\*)|///|//|#|--|"""""")?\s?([\\@]brief\s)?|\s*\*/\s*$|""""""\s*$")]
    private static partial Regex Markers();

    [GeneratedRegex(@"^\s*([@\\]\w+|#+ |:\w+|>>>|```|- (Parameter|Returns|Throws)|</summary>.*<param|Args:|Returns:|Example|Usage|Parameters|call-seq)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"<summary>(.*?)(</summary>|$)", RegexOptions.Singleline)]
    private static partial Regex Summary();

    /// <summary>A link with words of its own, which are shown in place of what it refers to.</summary>
    [GeneratedRegex(@"\{@link(?:plain)?\s+[^\s}(]+(?:\([^)}]*\))?\s+([^}\s][^}]*)\}")]
    private static partial Regex LabelledLink();

    [GeneratedRegex(@"\{@\w+\s+#?([^}]*)\}")]
    private static partial Regex InlineTag();

    [GeneratedRegex(@":[a-z]+(?::[a-z]+)?:`[~!]?([^`]+)`")]
    private static partial Regex Role();

    [GeneratedRegex(@"</?[a-zA-Z][^<>]*>")]
    private static partial Regex Element();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\S@\S+\.\w|copyright|licen[sc]e|todo|fixme|xxx|https?://|[\[{]@|::=|\$\$", RegexOptions.IgnoreCase)]
    private static partial Regex Unwanted();
}
