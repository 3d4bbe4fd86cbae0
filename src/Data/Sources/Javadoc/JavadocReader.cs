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
        return notice.Contains("GNU General Public License version 2 only", StringComparison.Ordinal) && notice.Contains("\"Classpath\" exception", StringComparison.Ordinal);
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
            ? document with { Command = name, Summary = document.Sections[0].Kept.FirstOrDefault() is { Kind: ManualBlockKind.Paragraph } first ? FirstSentence().Match(first.Text).Value : null }
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
