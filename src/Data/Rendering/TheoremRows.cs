using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Reference;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Rendering;

/// <summary>Rows about a theorem: its formula and what it says.</summary>
/// <param name="theorem">The theorem.</param>
/// <param name="context">Languages and seed.</param>
/// <param name="provenance">Where it came from.</param>
internal sealed class TheoremRows(Theorem theorem, SourceContext context, Provenance provenance)
{
    /// <summary>Longer formulas are no answer for a reader.</summary>
    private const int LongestFormula = 500;

    /// <summary>Up to here a formula's language cannot be told, so that it is an answer in any language.</summary>
    private const int AnyLanguage = 50;

    private readonly StableRandom _random = new(context.Seed, theorem.Label);

    /// <summary>The rows that the theorem can give.</summary>
    public IEnumerable<RowDraft> All()
    {
        if (theorem.Formula.Length > LongestFormula)
        {
            yield break;
        }

        var language = theorem.Formula.Length < AnyLanguage && _random.Chance(0.7) ? _random.Pick(context.Languages).Name : "English";
        var prompt = new ReferencePrompt(_random, language, context.Languages);
        var formula = AnswerFormat.Formula(theorem.Formula, _random.Chance(0.6));
        if (!theorem.Comment.Contains('$', StringComparison.Ordinal) && theorem.Comment.Length < 300)
        {
            yield return Draft("theorem-latex", language, "QuestionAnswering", "Others", prompt.Ask("latex", null, ("x", theorem.Comment.TrimEnd('.'))), formula);
        }

        yield return Draft("theorem-signs", language, "Rewrite", "Others", prompt.Ask("latex", null, ("x", theorem.Plain)), formula);
        var english = new ReferencePrompt(_random, "English", context.Languages);
        yield return Draft("theorem-explain", "English", "Explanation", "Human", english.Ask("about", null, ("x", $"${theorem.Formula}$")), theorem.Comment);
    }

    private RowDraft Draft(string kind, string language, string task, string source, string prompt, string answer) =>
        new(kind, theorem.Group, language, task, "Math", FormatDetector.Detect(answer), source, prompt, answer, provenance);
}
