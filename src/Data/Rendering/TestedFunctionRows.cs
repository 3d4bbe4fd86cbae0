using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.CodeFix;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows about one function whose tests were seen to pass: write it, and find the fault in copies that fail them.</summary>
/// <param name="function">The function.</param>
/// <param name="mutants">Copies with a fault, each seen to fail the tests.</param>
/// <param name="languages">The languages of the instructions.</param>
/// <param name="seed">The build's seed.</param>
internal sealed class TestedFunctionRows(
    TestedFunction function, IReadOnlyList<string> mutants, IReadOnlyList<DataLanguage> languages, string seed)
{
    private const int LanguagesPerFunction = 5;
    private const int LanguagesPerMutant = 2;

    private readonly StableRandom _random = new(seed, function.Group);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [.. Writing(), .. Fixing()];

    private IEnumerable<RowDraft> Writing()
    {
        foreach (var language in CodePrompt.Languages(_random, languages, LanguagesPerFunction))
        {
            var asked = Phrases.For(language).Say(_random, "codefix.write", ("code", CodeNames.Of(function.CodeType)), ("name", $"`{function.Name}`"));
            yield return Draft("write", language, "CodeGeneration", "Human", $"{asked}\n\n{function.Description}\n\n{function.Signature}");
        }
    }

    private IEnumerable<RowDraft> Fixing()
    {
        foreach (var mutant in mutants)
        {
            foreach (var language in CodePrompt.Languages(_random, languages, LanguagesPerMutant))
            {
                var phrases = Phrases.For(language);
                var asked = _random.Chance(0.4) ? CodePrompt.Fix(_random, phrases, function.CodeType) : phrases.Say(_random, "codefix.fixNamed", ("name", $"`{function.Name}`"));
                var hint = _random.Chance(0.5) ? $"{asked}\n\n{function.Description}" : asked;
                yield return Draft("mend", language, "CodeFix", "Synthetic", CodePrompt.With(_random, hint, mutant, function.CodeType));
            }
        }
    }

    private RowDraft Draft(string kind, string language, string task, string source, string prompt) =>
        new($"code-{kind}-{function.CodeType}", function.Group, language, task, "Code", null, source, prompt, function.Code, function.Provenance)
        {
            CodeType = function.CodeType,
            Test = new RowTest(function.CodeType, function.Test),
        };
}
