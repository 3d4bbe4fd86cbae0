using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows about one program that there is in two programming languages.</summary>
/// <param name="twin">The program, from one language to the other.</param>
/// <param name="languages">The languages of the instructions.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class CodeTwinRows(CodeTwin twin, IReadOnlyList<DataLanguage> languages, string seed)
{
    private const int OtherLanguages = 4;

    private readonly StableRandom _random = new(seed, twin.Group, twin.From, twin.To);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => CodePrompt.Languages(_random, languages, OtherLanguages).Select(Draft);

    private RowDraft Draft(string language)
    {
        var phrases = Phrases.For(language);
        var to = CodeNames.Of(twin.To);
        var asked = _random.Chance(0.5)
            ? phrases.Say(_random, "codefix.translateTo", ("to", to))
            : phrases.Say(_random, "codefix.translate", ("from", CodeNames.Of(twin.From)), ("to", to));
        return new RowDraft(
            $"code-translate-{twin.To}", twin.Group, language, "CodeTranslation", "Code", null, twin.Source,
            CodePrompt.With(_random, asked, twin.Code, twin.From), twin.Answer, twin.Provenance)
        {
            CodeType = twin.To,
            Test = twin.Test,
        };
    }
}
