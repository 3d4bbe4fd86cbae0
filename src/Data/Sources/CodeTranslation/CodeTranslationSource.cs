using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.CodeTranslation;

/// <summary>The same program in two programming languages.</summary>
internal sealed class CodeTranslationSource() : PackageSource(
    "code-translation", "translations of whole programs between C, C++, Java, Python, TypeScript and JavaScript",
    Targets.ToDictionary(type => "code-translate-" + type, _ => 1000),
    new SourcePackage("plplot-examples", "translations between C, C++, Java and Python"),
    new SourcePackage("rxjs", "translations from TypeScript to JavaScript", "7.8.1"))
{
    private static readonly string[] Targets = ["c", "cpp", "java", "python", "javascript"];

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context) =>
        folders.SelectMany(f => f.Name == "rxjs" ? CompiledReader.Read(f) : PlotExampleReader.Read(f))
            .SelectMany(twin => new CodeTwinRows(twin, context.Languages, context.Seed).All());
}

/// <summary>One program in two programming languages.</summary>
/// <param name="From">The taxonomy's language of the code that is given.</param>
/// <param name="To">The taxonomy's language of the answer.</param>
/// <param name="Code">The code that is given.</param>
/// <param name="Answer">The same program in the other language.</param>
/// <param name="Source">Human: a person wrote the answer. Others: a compiler did.</param>
/// <param name="Group">The program.</param>
/// <param name="Provenance">The package and the program.</param>
internal sealed record CodeTwin(string From, string To, string Code, string Answer, string Source, string Group, Provenance Provenance)
{
    /// <summary>What decides whether an answer is right, or null.</summary>
    public RowTest? Test { get; init; }
}

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

/// <summary>PLplot's examples: the same programs in C, C++, Java and Python, each written by hand.</summary>
internal static partial class PlotExampleReader
{
    private const int MostCharacters = 12000;

    private static readonly (string CodeType, string Folder, string Suffix)[] Languages =
        [("c", "c", "c.c"), ("cpp", "c++", ".cc"), ("java", "java", ".java"), ("python", "python", ".py")];

    /// <summary>Every example from every language to every other one.</summary>
    public static IEnumerable<CodeTwin> Read(PackageFolder package)
    {
        const string Root = "usr/share/doc/plplot-examples/examples";
        for (var i = 0; i < 34; i++)
        {
            var example = $"x{i:00}";
            var programs =
                Languages.Select(l => (l.CodeType, Path: package.At(Root, l.Folder, example + l.Suffix))).Where(p => File.Exists(p.Path))
                .Select(p => (p.CodeType, Code: Body(File.ReadAllText(p.Path)))).Where(p => p.Code.Length is > 100 and < MostCharacters)
                    .ToArray();
            foreach (var (from, to) in programs.SelectMany(from => programs.Where(to => to != from).Select(to => (from, to))))
            {
                yield return new CodeTwin(
                    from.CodeType, to.CodeType, from.Code, to.Code, "Human", $"codefix/plplot/{example}",
                    package.Provenance("LGPL-2.0-or-later", $"{example}/{to.CodeType}"));
            }
        }
    }

    /// <summary>The program without the licence and rulers above it.</summary>
    public static string Body(string code)
    {
        var text = code.ReplaceLineEndings("\n").TrimStart();
        var head = Head().Match(text);
        return (head.Value.Contains("Copyright", StringComparison.OrdinalIgnoreCase)
            || head.Value.Contains("GNU", StringComparison.Ordinal) ? text[head.Length..] : text).Trim();
    }

    [GeneratedRegex(@"\A(?:(?://|#(?!include|define))[^\n]*\n|[ \t]*\n|/\*.*?\*/)+", RegexOptions.Singleline)]
    private static partial Regex Head();
}

/// <summary>TypeScript modules and what the compiler made of them, from RxJS, which ships both.</summary>
internal static partial class CompiledReader
{
    private const int MostCharacters = 6000;

    /// <summary>Each module, from TypeScript to JavaScript.</summary>
    public static IEnumerable<CodeTwin> Read(PackageFolder package)
    {
        foreach (var path in package.Files("src/internal", "*.ts"))
        {
            var module = Path.GetRelativePath(package.At("src"), path)[..^3];
            var compiled = package.At("dist/esm", module + ".js");
            var (from, to) = (Body(File.ReadAllText(path)), File.Exists(compiled) ? Body(File.ReadAllText(compiled)) : "");
            if (from.Length is > 80 and < MostCharacters && to.Length > 60 && PairMatcher.Overlap(from, to) < 0.98)
            {
                yield return new CodeTwin("typescript", "javascript", from, to, "Others", $"codefix/{package.Name}/{module}",
                    package.Provenance("Apache-2.0", module));
            }
        }
    }

    /// <summary>The code without its documentation, which the compiler leaves out, and without the map's address.</summary>
    public static string Body(string code) => Blank().Replace(Comment().Replace(code.ReplaceLineEndings("\n"), ""), "\n\n").Trim();

    [GeneratedRegex(@"^[ \t]*/\*\*?[\s\S]*?\*/[ \t]*\n?|^[ \t]*//[^\n]*\n?", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex Blank();
}
