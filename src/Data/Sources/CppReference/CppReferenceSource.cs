using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.CppReference;

/// <summary>The reference of C++ and C as its readers wrote it, with its example programs.</summary>
internal sealed class CppReferenceSource() : PackageSource(
    "cppreference", "C++ and C programs, what they print, and reference text on both languages",
    new Dictionary<string, int>(ManualWriter.RowCaps)
    {
        ["code-example-cpp"] = 1500,
        ["code-example-c"] = 500,
        ["code-output-cpp"] = 1500,
        ["code-output-c"] = 500,
        ["code-generate-cpp"] = 500,
        ["code-explain-cpp"] = 500,
        ["code-generate-c"] = 200,
        ["code-explain-c"] = 200,
    },
    new SourcePackage("cppreference-doc-en-html"))
{
    private const string Licence = "GFDL-1.3-no-invariants-or-later OR CC-BY-SA-3.0";
    private const string Root = "usr/share/cppreference/doc/html/en";

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var package = folders[0];
        var writer = new ManualWriter(context);
        foreach (var path in package.Files(Root, "*.html"))
        {
            var file = Path.GetRelativePath(package.At(Root), path).Replace('\\', '/');
            if (CppPageReader.Read(File.ReadAllText(path)) is not { } page)
            {
                continue;
            }

            // The members of one name say much the same of each container, and C's functions are described for C++ again.
            var group = "cppreference/" + Path.GetFileNameWithoutExtension(file);
            var provenance = package.Provenance(Licence, file);
            foreach (var draft in writer.Write(group, "Code", "Formal", [("English", page.Document, provenance)])
                .Concat(new CppRows(page, group, provenance, context).All()))
            {
                yield return draft;
            }
        }
    }
}

/// <summary>
/// The rows about the programs of one page of cppreference: show what it is for, say what it does and what it prints, and write the
/// function itself.
/// </summary>
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
        .. page is { Implementation: { } code, Document.Summary: { Length: >= 25 } summary }
            ? new CodeRows(new CodeUnit("cpp", summary, Signature(code), code, 1), group, provenance, context).All() : [],
    ];

    private IEnumerable<RowDraft> Example(CppExample example)
    {
        var name = CodeNames.Of(example.CodeType);
        foreach (var language in CodePrompt.Languages(_random, context.Languages, OtherLanguages))
        {
            var fenced = _random.Chance(0.25);
            var asked = Phrases.For(language).Say(_random, "code.example", ("name", page.Document.Title), ("language", name));
            yield return Draft("code-example", language, "CodeGeneration", fenced ? "Markdown" : null, asked, fenced
                ? $"```{example.CodeType}\n{example.Code}\n```" : example.Code, example.CodeType);
        }

        if (example.Output is { } output)
        {
            var phrases = Phrases.For(_random.Chance(0.7) ? "English" : _random.Pick(context.Languages).Name);
            yield return Draft("code-output", "English", "QuestionAnswering", null,
                CodePrompt.With(_random, phrases.Say(_random, "code.output"), example.Code, example.CodeType), output, example.CodeType);
        }

        if (page.ExampleText is { } text)
        {
            foreach (var draft in new CodeRows(new CodeUnit(example.CodeType, text, example.Code.Split('\n')[0], example.Code, 1), group,
                provenance, context).All())
            {
                yield return draft;
            }
        }
    }

    /// <summary>What stands before the body.</summary>
    private static string Signature(string code) =>
        code.IndexOf('{', StringComparison.Ordinal) is > 0 and var brace ? code[..brace].TrimEnd() : code.Split('\n')[0];

    private RowDraft Draft(string kind, string language, string task, string? format, string prompt, string answer, string codeType) =>
        new($"{kind}-{codeType}", group, language, task, "Code", format, "Human", prompt, answer, provenance) { CodeType = codeType };
}
