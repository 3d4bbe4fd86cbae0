using System.Xml.Linq;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>A word of chemistry or a tool of the laboratory, in one language.</summary>
/// <param name="Id">Its English name.</param>
/// <param name="Language">The language of the texts.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is.</param>
internal sealed record ChemistryTerm(string Id, string Language, string Name, string Meaning);

/// <summary>Reads Kalzium's glossary and its list of laboratory tools.</summary>
internal static class ChemistryTerms
{
    private static readonly string[] Files = ["knowledge.xml", "tools.xml"];

    /// <summary>Every term in every language that translates both its name and its meaning.</summary>
    /// <param name="package">The unpacked package.</param>
    /// <param name="catalogues">Its translations by language and key.</param>
    /// <exception cref="SourceException">A file is missing.</exception>
    public static IReadOnlyList<ChemistryTerm> Read(PackageFolder package, ProgramCatalogues catalogues) => [.. Files.SelectMany(file =>
        XElement.Parse(package.ReadText("usr/share/kalzium/data/" + file)).Elements("item").SelectMany(item => Terms(item, catalogues)))];

    private static IEnumerable<ChemistryTerm> Terms(XElement item, ProgramCatalogues catalogues)
    {
        var (name, meaning) = (Key(item, "name"), Key(item, "desc"));
        if (name.Length == 0 || MessageText.Clean(meaning) is not { } english)
        {
            yield break;
        }

        yield return new ChemistryTerm(name, "English", name, english);
        foreach (var (language, pairs) in catalogues.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (pairs.TryGetValue("kalzium:" + name, out var term) && pairs.TryGetValue("kalzium:" + meaning, out var raw)
                && MessageText.Clean(raw) is { } text && CatalogueReader.IsTranslation(language, english, text))
            {
                yield return new ChemistryTerm(name, language, term, text);
            }
        }
    }

    /// <summary>The text as the catalogue's key has it: line breaks of the XML are no part of it.</summary>
    private static string Key(XElement item, string element) => Whitespace.Collapse(item.Element(element)?.Value ?? "").Trim();
}

/// <summary>The rows about one word of chemistry whose answers are in its language.</summary>
/// <param name="term">The word.</param>
/// <param name="context">Seed and languages.</param>
/// <param name="package">The package, for provenance.</param>
internal sealed class ChemistryTermRows(ChemistryTerm term, SourceContext context, PackageFolder package)
{
    private const string Licence = "GPL-2.0-or-later";
    private readonly StableRandom _random = new(context.Seed, "term", term.Id, term.Language);
    private readonly Phrases _answer = Phrases.For(term.Language);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        yield return Draft(
            "Explanation", Say("catalogue.term", ("x", term.Name)), PromptText.Sentence(term.Language, term.Meaning),
            RowDraft.SourceOf(term.Language));
        if (!term.Meaning.Contains(term.Name, StringComparison.OrdinalIgnoreCase))
        {
            yield return Draft(
                "QuestionAnswering", PromptText.With(_random, Say("catalogue.whichTerm"), term.Meaning), term.Name, "Others");
        }
    }

    private string Say(string key, params (string, string)[] values) => _answer.Say(_random, key, values);

    private RowDraft Draft(string task, string prompt, string answer, string source) =>
        new("chemistry-term", $"kalzium/{term.Id}", term.Language, task, "Sciences", null, source, prompt, answer,
            package.Provenance(Licence, $"{term.Id} ({term.Language})"));
}
