using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows about one documented definition: write it, and explain it.</summary>
/// <param name="unit">The definition.</param>
/// <param name="group">Its file: files never cross splits.</param>
/// <param name="provenance">Where it came from.</param>
/// <param name="context">Languages and seed.</param>
internal sealed class CodeRows(CodeUnit unit, string group, Provenance provenance, SourceContext context)
{
    private readonly StableRandom _random = new(context.Seed, group, unit.Line.ToString());

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [Generation(), Explanation()];

    private RowDraft Generation()
    {
        var (language, asked) = Ask("code.generate", 0.5);
        var fenced = _random.Chance(0.15);
        var wish = _random.Chance(0.6) ? $"{unit.Doc}\n\n{Fenced(unit.Signature)}" : unit.Doc;
        return new RowDraft(
            "code-generate-" + unit.CodeType, group, language, "CodeGeneration", "Code", fenced ? "Markdown" : null, "Human",
            $"{asked}\n\n{wish}", fenced ? Fenced(unit.Code) : unit.Code, provenance)
        { CodeType = unit.CodeType };
    }

    /// <summary>The authors' documentation is English, whoever asks.</summary>
    private RowDraft Explanation()
    {
        var (_, asked) = Ask("code.explain", 0.8);
        return new RowDraft(
            "code-explain-" + unit.CodeType, group, "English", "CodeExplanation", "Code", null, "Human",
            $"{asked}\n\n{Fenced(unit.Code)}", unit.Doc, provenance)
        { CodeType = unit.CodeType };
    }

    private (string Language, string Asked) Ask(string key, double english)
    {
        var language = _random.Chance(english) ? "English" : _random.Pick(context.Languages).Name;
        return (language, Phrases.For(language).Say(_random, key, ("language", CodeNames.Of(unit.CodeType))));
    }

    private string Fenced(string code) => $"```{unit.CodeType}\n{code}\n```";
}
