using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Code with a problem and the code without it, from the documentation of linters and compilers.</summary>
internal sealed class CodeFixSource() : PackageSource(
    "codefix", "code that linters and compilers object to, with its correction", Caps,
    [.. Tools.Select(t => new SourcePackage(t.Package, $"fixes of {t.CodeType} code", t.Version))])
{
    private static readonly (string Package, string? Version, string CodeType, Func<PackageFolder, IEnumerable<CodePair>> Read)[] Tools =
    [
        ("rubocop", null, "ruby", RubocopReader.Read),
        ("ruby-rubocop-performance", null, "ruby", RubocopReader.Read),
        ("ruby-rubocop-rspec", null, "ruby", RubocopReader.Read),
        ("pylint-doc", null, "python", PylintReader.Read),
        ("rust-doc", null, "rust", RustErrorReader.Read),
        ("sqlfluff", null, "sql", SqlfluffReader.Read),
        ("hlint", null, "haskell", HlintReader.Read),
        ("php-codesniffer", null, "php", SnifferReader.Read),
        ("@typescript-eslint/eslint-plugin", "5.62.0", "typescript", LintDocsReader.Read),
        ("eslint-plugin-jest", "27.4.0", "javascript", LintDocsReader.Read),
        ("eslint-plugin-import", "2.28.1", "javascript", LintDocsReader.Read),
    ];

    private static Dictionary<string, int> Caps => Tools.Select(t => t.CodeType).Distinct().SelectMany(type => (KeyValuePair<string, int>[])
        [new("code-fix-" + type, 1200), new("code-why-" + type, 400), new("code-problem-" + type, 200)]).ToDictionary();

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        foreach (var package in folders)
        {
            CodePair[] pairs = [.. Tools.First(t => t.Package == package.Name).Read(package)];
            string[] categories = [.. pairs.Select(p => p.Category).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
            foreach (var draft in pairs.SelectMany(pair => new CodePairRows(pair, categories, context.Languages, context.Seed).All()))
            {
                yield return draft;
            }
        }
    }
}

/// <summary>Code that a linter or compiler objects to, and the code that its documentation puts right.</summary>
/// <param name="CodeType">The taxonomy's programming language of both.</param>
/// <param name="Rule">The rule's name, which also names the group.</param>
/// <param name="Message">What the tool says, in English; may be empty.</param>
/// <param name="Description">What is wrong with such code, in English prose; empty when the documentation does not say.</param>
/// <param name="Before">The code with the problem.</param>
/// <param name="After">The code without it.</param>
/// <param name="Provenance">The package and the rule.</param>
internal sealed record CodePair(
    string CodeType, string Rule, string Message, string Description, string Before, string After, Provenance Provenance)
{
    /// <summary>The tool's name of the kind of problem, such as <c>Layout</c>, or null when it has none.</summary>
    public string? Category { get; init; }

    /// <summary>All examples of a rule stay in one split.</summary>
    public string Group => $"codefix/{CodeType}/{Rule}";
}

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
            yield return Draft("why", "English", "CodeExplanation", phrases.Say(_random, "codefix.why"),
                PromptText.Sentence("English", pair.Description), "Human");
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
