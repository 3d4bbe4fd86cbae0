using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.Javadoc;

/// <summary>Reads the documentation of a Java file's public type and of its methods as a reference page.</summary>
internal static partial class JavadocReader
{
    /// <summary>Whether a file may be used under GPL version 2 with the Classpath exception, by its own notice.</summary>
    /// <param name="java">The file's text.</param>
    public static bool IsClasspath(string java)
    {
        var notice = Stars().Replace(java[..Math.Min(java.Length, 4000)], " ");
        return notice.Contains("GNU General Public License version 2 only", StringComparison.Ordinal)
            && notice.Contains("\"Classpath\" exception", StringComparison.Ordinal);
    }

    /// <summary>The page; null when the file's type is not documented or not public.</summary>
    /// <param name="name">The type's full name, whose last part is the file's.</param>
    /// <param name="java">The file's text.</param>
    public static ManualDocument? Read(string name, string java)
    {
        var simple = name[(name.LastIndexOf('.') + 1)..];
        var comments = Documented().Matches(java.ReplaceLineEndings("\n")).ToList();
        if (comments.Find(m => Type().Match(Declaration(m)) is { Success: true } type && type.Groups[1].Value == simple) is not { } own)
        {
            return null;
        }

        var page = new StringBuilder().Append($"<h1>{name}</h1><p>").Append(Body(own));
        foreach (var comment in comments.Where(c => c.Index > own.Index && c.Groups["indent"].Length == 4))
        {
            // What only repeats the parent's documentation says nothing here.
            if (Method().Match(Declaration(comment)) is { Success: true } method && Body(comment).Any(char.IsLetter))
            {
                page.Append($"<h2>{WebUtility.HtmlEncode(Whitespace.Collapse(method.Groups[1].Value))}</h2><p>").Append(Body(comment));
            }
        }

        return HtmlManualReader.Read(page.ToString()) is { } document
            ? document with
            {
                Command = name,
                Summary = document.Sections[0].Kept.FirstOrDefault() is { Kind: ManualBlockKind.Paragraph } first ? FirstSentence()
                .Match(first.Text).Value : null
            }
            : null;
    }

    private static string Body(Match comment) => JavadocHtml.Of(comment.Groups["doc"].Value);

    private static string Declaration(Match comment) => Annotation().Replace(comment.Groups["declaration"].Value, "").TrimStart();

    [GeneratedRegex(@"^(?<indent>[ ]*)/\*\*(?!/)(?<doc>.*?)\*/(?<declaration>[^{;=]*)", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Documented();

    [GeneratedRegex(@"@[A-Z][\w.]*(\((?:[^()]|\([^()]*\))*\))?\s*|//[^\n]*\n")]
    private static partial Regex Annotation();

    [GeneratedRegex(@"^public\s[^(]*?\b(?:class|interface|enum|record)\s+(\w+)")]
    private static partial Regex Type();

    /// <summary>A public method, or an interface's; the name with its parameters.</summary>
    [GeneratedRegex(@"^(?!private\s)(?:[\w.<>\[\],?&\s]+\s)?(\w+\s?\([^()]*\))")]
    private static partial Regex Method();

    [GeneratedRegex(@"[\s*]+")]
    private static partial Regex Stars();

    [GeneratedRegex(@"^.+?\.(?=\s|$)|^.+$")]
    private static partial Regex FirstSentence();
}

/// <summary>Turns Java's documentation comments into HTML.</summary>
internal static partial class JavadocHtml
{
    /// <summary>What a comment describes before its first tag, with its inline tags as text; what cannot be read leaves a hole.</summary>
    /// <param name="comment">The comment without its first and last mark.</param>
    public static string Of(string comment)
    {
        var lines = comment.Split('\n').Select(l => Note().Replace(Star().Replace(l, ""), "<p>")).TakeWhile(l => !BlockTag().IsMatch(l));
        var text = Literal().Replace(string.Join('\n', lines), m => WebUtility.HtmlEncode(m.Groups[1].Value));
        text = Link().Replace(text, m => m.Groups[2].Value.Trim() is { Length: > 0 } label ? label : m.Groups[1].Value.TrimStart('#')
            .Replace('#', '.'));
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
