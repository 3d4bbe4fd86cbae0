using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows about one pair of bad and good code.</summary>
/// <param name="pair">The pair.</param>
/// <param name="categories">The tool's kinds of problems; fewer than two when it has none.</param>
/// <param name="languages">The languages of the instructions.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class CodePairRows(CodePair pair, IReadOnlyList<string> categories, IReadOnlyList<DataLanguage> languages, string seed)
{
    private const int OtherLanguages = 5;

    /// <summary>Shorter descriptions explain nothing.</summary>
    private const int LeastDescription = 40;

    private readonly StableRandom _random = new(seed, pair.Group, pair.Before, pair.After);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        foreach (var language in CodePrompt.Languages(_random, languages, OtherLanguages))
        {
            yield return Fix(language, Phrases.For(language));
        }

        if (pair.Message.Length > 0)
        {
            yield return Fix("English", Phrases.For("English"));
        }

        if (pair.Description.Length >= LeastDescription)
        {
            var phrases = Phrases.For(_random.Chance(0.75) ? "English" : _random.Pick(languages).Name);
            yield return Draft("why", "English", "CodeExplanation", phrases.Say(_random, "codefix.why"), PromptText.Sentence("English", pair.Description), "Human");
        }

        if (pair.Category is { } category && categories.Count > 1)
        {
            var language = _random.Chance(0.5) ? "English" : _random.Pick(languages).Name;
            var asked = Phrases.For(language).Say(_random, "codefix.kind", ("labels", string.Join(", ", categories)));
            yield return Draft("problem", language, "Classification", asked, category, "Others");
        }
    }

    private RowDraft Fix(string language, Phrases phrases)
    {
        var asked = pair.Message.Length > 0 && _random.Chance(0.4)
            ? phrases.Say(_random, "codefix.fixMessage", ("message", pair.Message))
            : CodePrompt.Fix(_random, phrases, pair.CodeType);
        return Draft("fix", language, "CodeFix", asked, pair.After, "Human");
    }

    private RowDraft Draft(string kind, string language, string task, string asked, string answer, string source) =>
        new($"code-{kind}-{pair.CodeType}", pair.Group, language, task, "Code", null, source,
            CodePrompt.With(_random, asked, pair.Before, pair.CodeType), answer, pair.Provenance)
        {
            CodeType = pair.CodeType,
        };
}
