using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Sources.CppReference;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows about the programs of one page of cppreference: show what it is for, say what it does and what it prints, and write the function itself.</summary>
/// <param name="page">The page.</param>
/// <param name="group">Its group.</param>
/// <param name="provenance">Where it came from.</param>
/// <param name="context">Languages and seed.</param>
internal sealed class CppRows(CppPage page, string group, Provenance provenance, SourceContext context)
{
    private const int OtherLanguages = 2;

    private readonly StableRandom _random = new(context.Seed, "cppreference", provenance.Record);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() =>
    [
        .. page.Example is { } example ? Example(example) : [],
        .. page is { Implementation: { } code, Document.Summary: { Length: >= 25 } summary } ? new CodeRows(new CodeUnit("cpp", summary, Signature(code), code, 1), group, provenance, context).All() : [],
    ];

    private IEnumerable<RowDraft> Example(CppExample example)
    {
        var name = CodeNames.Of(example.CodeType);
        foreach (var language in CodePrompt.Languages(_random, context.Languages, OtherLanguages))
        {
            var fenced = _random.Chance(0.25);
            var asked = Phrases.For(language).Say(_random, "code.example", ("name", page.Document.Title), ("language", name));
            yield return Draft("code-example", language, "CodeGeneration", fenced ? "Markdown" : null, asked, fenced ? $"```{example.CodeType}\n{example.Code}\n```" : example.Code, example.CodeType);
        }

        if (example.Output is { } output)
        {
            var phrases = Phrases.For(_random.Chance(0.7) ? "English" : _random.Pick(context.Languages).Name);
            yield return Draft("code-output", "English", "QuestionAnswering", null, CodePrompt.With(_random, phrases.Say(_random, "code.output"), example.Code, example.CodeType), output, example.CodeType);
        }

        if (page.ExampleText is { } text)
        {
            foreach (var draft in new CodeRows(new CodeUnit(example.CodeType, text, example.Code.Split('\n')[0], example.Code, 1), group, provenance, context).All())
            {
                yield return draft;
            }
        }
    }

    /// <summary>What stands before the body.</summary>
    private static string Signature(string code) => code.IndexOf('{', StringComparison.Ordinal) is > 0 and var brace ? code[..brace].TrimEnd() : code.Split('\n')[0];

    private RowDraft Draft(string kind, string language, string task, string? format, string prompt, string answer, string codeType) =>
        new($"{kind}-{codeType}", group, language, task, "Code", format, "Human", prompt, answer, provenance) { CodeType = codeType };
}
