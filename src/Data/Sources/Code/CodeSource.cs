using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Sources.TestedFunctions;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Documented functions of free programs and libraries, in the taxonomy's programming languages.</summary>
internal sealed partial class CodeSource() : PackageSource(
    "code", "writing and explaining code",
    CodeSyntax.All.SelectMany(s => new[] { "code-generate-" + s.CodeType, "code-explain-" + s.CodeType })
        .ToDictionary(kind => kind, _ => 2500),
    [.. CodePackage.All.DistinctBy(p => p.Name).Select(p => new SourcePackage(p.Name, $"{CodeNames.Of(p.CodeType)} code", p.NpmVersion))])
{
    private const int LargestFile = 400_000;

    /// <summary>Languages with so few files that one definition is a group; near copies among them are found by the builder.</summary>
    private static readonly string[] Rare = ["java", "swift", "shell", "sql", "typescript", "csharp", "kotlin"];

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        foreach (var package in CodePackage.All)
        {
            if (folders.FirstOrDefault(f => f.Name == package.Name) is not { } folder)
            {
                continue;
            }

            var any = false;
            foreach (var draft in Read(package, folder, context))
            {
                any = true;
                yield return draft;
            }

            if (!any)
            {
                context.Warn($"{package.Name} {folder.Version} has no documented {CodeNames.Of(package.CodeType)} code where it was; its layout has changed.");
            }
        }
    }

    /// <summary>
    /// What must not cross splits: the file; for @stdlib the module, whose C and JavaScript files do the same; for rare languages the
    /// definition, by its first line.
    /// </summary>
    internal static string Group(CodePackage package, string file, CodeUnit unit) =>
        Rare.Contains(package.CodeType) ? $"code/{package.CodeType}/{unit.Signature.Trim()}"
        : package.Name.StartsWith("@stdlib/", StringComparison.Ordinal) && Module().Match(file) is { Success: true } module
            ? $"code/@stdlib/{module.Groups[1].Value}"
            : $"code/{package.Name}/{file}";

    private static IEnumerable<Draft> Read(CodePackage package, PackageFolder folder, SourceContext context)
    {
        var syntax = CodeSyntax.All.First(s => s.CodeType == package.CodeType);
        var extension = package.Extension ?? syntax.Extension;
        var licences = new FileLicences(folder, package);
        foreach (var path in folder.Files(package.Folder)
            .Where(p => Path.GetExtension(p) == extension && new FileInfo(p) is { LinkTarget: null, Length: < LargestFile }))
        {
            var file = Path.GetRelativePath(folder.Path, path).Replace('\\', '/');
            if (HeldOutFunctions.HaveCodeIn(context.Seed, package.Name, file))
            {
                continue;
            }

            var text = File.ReadAllText(path);
            if (licences.Of(file, text) is not { } licence)
            {
                continue;
            }

            foreach (var unit in CodeUnitReader.Read(syntax, text))
            {
                var provenance = folder.Provenance(licence, $"{file}:{unit.Line}");
                foreach (var draft in new CodeRows(unit, Group(package, file, unit), provenance, context).All())
                {
                    yield return draft;
                }
            }
        }
    }

    [GeneratedRegex("^(.+?)/(?:lib|src|include|docs|examples)/", RegexOptions.CultureInvariant)]
    private static partial Regex Module();
}

/// <summary>A package whose source files are read.</summary>
/// <param name="CodeType">The language that is read from it.</param>
/// <param name="Name">Its name in its registry.</param>
/// <param name="NpmVersion">Its npm version, or null for a Debian package.</param>
/// <param name="Licence">Its licence, an SPDX expression.</param>
/// <param name="Folder">The folder of it that is read, empty for all.</param>
/// <param name="Extension">The files' extension where it is not the language's usual one.</param>
internal sealed record CodePackage(string CodeType, string Name, string? NpmVersion, string Licence, string Folder = "",
    string? Extension = null)
{
    /// <summary>All packages, in the order in which they are read.</summary>
    public static IReadOnlyList<CodePackage> All { get; } =
    [
        new("python", "libpython3.11-stdlib", null, "PSF-2.0", "usr/lib/python3.11"),
        new("go", "golang-1.19-src", null, "BSD-3-Clause", "usr/share/go-1.19/src") { Tree = ("usr/share/go-1.19/", "") },
        new("ruby", "libruby3.1", null, "Ruby OR BSD-2-Clause", "usr/lib/ruby") { Tree = ("usr/lib/ruby/3.1.0/", "lib/") },
        new("rust", "rust-src", null, "MIT OR Apache-2.0", "usr/src") { Tree = ("usr/src/rustc-1.63.0/", "") },
        new("php", "php-symfony-console", null, "MIT") { Tree = ("usr/share/php/", "src/") },
        new("php", "php-symfony-string", null, "MIT") { Tree = ("usr/share/php/", "src/") },
        new("php", "php-doctrine-orm", null, "MIT"),
        new("php", "php-guzzlehttp-psr7", null, "MIT"),
        new("cpp", "llvm-14-dev", null, "Apache-2.0 WITH LLVM-exception",
            "usr/include/llvm-14/llvm") { Tree = ("usr/include/llvm-14/", "llvm/include/") },
        new("sql", "postgresql-15", null, "PostgreSQL", "usr/share/postgresql"),
        new("shell", "bash-completion", null, "GPL-2.0-or-later", "usr/share/bash-completion"),
        new("shell", "dracut-core", null, "GPL-2.0-or-later", "usr/lib/dracut", ".sh"),
        new("javascript", "@stdlib/math", "0.4.1", "Apache-2.0"),
        new("c", "@stdlib/math", "0.4.1", "Apache-2.0"),
        new("typescript", "rxjs", "7.8.1", "Apache-2.0", "src"),
        new("csharp", "com.neuecc.unirx", "7.1.0", "MIT"),
        new("csharp", "com.cysharp.unitask", "2.2.5", "MIT"),
        new("java", "@capacitor/android", "8.5.2", "MIT"),
        new("swift", "@capacitor/ios", "8.5.2", "MIT"),
        new("swift", "expo-modules-core", "58.0.7", "MIT"),
        new("kotlin", "expo-modules-core", "58.0.7", "MIT"),
        new("kotlin", "expo-updates", "57.0.24", "MIT"),
    ];

    /// <summary>
    /// Where the package's files lie in its source tree, whose copyright file names licences of single files: the folder that
    /// they were installed from and to. Null where one licence holds for all.
    /// </summary>
    public (string Installed, string Source)? Tree { get; init; }
}

/// <summary>The rows about one documented definition: write it, and explain it.</summary>
/// <param name="unit">The definition.</param>
/// <param name="group">Its file: files never cross splits.</param>
/// <param name="provenance">Where it came from.</param>
/// <param name="context">Languages and seed.</param>
internal sealed class CodeRows(CodeUnit unit, string group, Provenance provenance, SourceContext context)
{
    private static readonly string[] Unnamed =
        ["Write code for this:", "Can you write code for the following?", "Implement the following.", "Please write code that does this.", "Code wanted:", "I need a function:", "How do I program this?"];

    private readonly StableRandom _random = new(context.Seed, group, unit.Line.ToString());

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All() => [Generation(), Explanation()];

    private RowDraft Generation()
    {
        var (language, asked) = Ask("code.generate", 0.5);
        var fenced = _random.Chance(0.15);
        // A request that names no programming language leaves it to the list.
        var isNamed = language != "English" || _random.Chance(0.55);
        asked = isNamed ? asked : _random.Pick(Unnamed);
        var wish = isNamed && _random.Chance(0.6) ? $"{unit.Doc}\n\n{Fenced(unit.Signature)}" : unit.Doc;
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
