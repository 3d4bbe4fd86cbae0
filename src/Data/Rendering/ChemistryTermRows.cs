using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Catalogues;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

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
        yield return Draft("Explanation", Say("catalogue.term", ("x", term.Name)), PromptText.Sentence(term.Language, term.Meaning), TextSource);
        if (!term.Meaning.Contains(term.Name, StringComparison.OrdinalIgnoreCase))
        {
            yield return Draft("QuestionAnswering", PromptText.With(_random, Say("catalogue.whichTerm"), term.Meaning), term.Name, "Others");
        }
    }

    private string Say(string key, params (string, string)[] values) => _answer.Say(_random, key, values);

    private string TextSource => term.Language == "English" ? "Human" : "Translation";

    private RowDraft Draft(string task, string prompt, string answer, string source) =>
        new("chemistry-term", $"kalzium/{term.Id}", term.Language, task, "Sciences", null, source, prompt, answer, package.Provenance(Licence, $"{term.Id} ({term.Language})"));
}
