using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Sources.CodeTranslation;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.TestedFunctions;

/// <summary>Functions with tests that run: to write, to mend after a fault was put in, and to translate from C.</summary>
internal sealed class TestedFunctionsSource : IDataSource
{
    /// <summary>The faults tried on a function, and how many of those that its tests notice are kept.</summary>
    private const int FaultsTried = 9, FaultsKept = 5;

    private static readonly (string Package, string? Version, string CodeType, Func<PackageFolder,
        IEnumerable<TestedFunction>> Read)[] Collections =
    [
        ("python3-more-itertools", null, "python", p => DoctestReader.Read(p, "usr/lib/python3/dist-packages/more_itertools", "MIT")),
        ("python3-toolz", null, "python", p => DoctestReader.Read(p, "usr/lib/python3/dist-packages/toolz", "BSD-3-Clause")),
        ("python3-boltons", null, "python", p => DoctestReader.Read(p, "usr/lib/python3/dist-packages/boltons", "BSD-3-Clause")),
        ("python3-sympy", null, "python", p => DoctestReader.Read(p, "usr/lib/python3/dist-packages/sympy", "BSD-3-Clause")),
        ("libpython3.11-stdlib", null, "python", p => DoctestReader.Read(p, "usr/lib/python3.11", "PSF-2.0")),
        ("30-seconds-of-code", "1.2.3", "javascript", SnippetReader.Read),
        ("@stdlib/math", "0.4.1", "javascript", StdlibReader.Read),
        ("@stdlib/string", "0.4.1", "javascript", StdlibReader.Read),
        ("@stdlib/array", "0.5.1", "javascript", StdlibReader.Read),
        ("@stdlib/number", "0.4.1", "javascript", StdlibReader.Read),
    ];

    /// <inheritdoc/>
    public string Name => "tested-code";

    /// <inheritdoc/>
    public string Coverage => "code answers whose tests run";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["code-write-python"] = 1500,
        ["code-write-javascript"] = 1500,
        ["code-mend-python"] = 3000,
        ["code-mend-javascript"] = 3000,
        ["code-translate-javascript"] = 1000,
        ["code-translate-c"] = 1000,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        var checking = new FunctionChecking(new CodeChecker(context.Packages.Folder), context.Seed);
        List<string> read = [];
        foreach (var collection in Collections)
        {
            var package = await context.TryFetchAsync(collection.Package, $"tested {collection.CodeType} functions", store =>
                collection.Version is null ? store.DebianAsync(collection.Package, cancellationToken)
                    : store.NpmAsync(collection.Package, collection.Version, cancellationToken));
            try
            {
                var functions = package is null
                    ? [] : await checking.PassingAsync(collection.CodeType, [.. collection.Read(package)], cancellationToken);
                var mutants = await checking.MutantsAsync(collection.CodeType, functions, FaultsTried, FaultsKept, cancellationToken);
                foreach (var draft in functions.SelectMany((f, i) => Drafts(f, mutants[i], context)
                    .Select(d => d with { Split = f.Split })))
                {
                    sink.Add(draft);
                }

                read.Add($"{collection.Package} {package?.Version}, {functions.Count} functions");
            }
            catch (SourceException e)
            {
                context.Warn($"{collection.Package} was skipped, so the data lacks tested {collection.CodeType} functions: {e.Message}");
            }
        }

        return string.Join("; ", read);
    }

    private static IEnumerable<RowDraft> Drafts(TestedFunction function, IReadOnlyList<string> mutants, SourceContext context)
    {
        var rows = new TestedFunctionRows(function, mutants, context.Languages, context.Seed).All();
        if (function.InC is not { } c)
        {
            return rows;
        }

        var twin = new CodeTwin("c", "javascript", c, function.Code, "Human", function.Group, function.Provenance)
        {
            Test = new RowTest("javascript", function.Test),
        };
        var back = new CodeTwin("javascript", "c", function.Code, c, "Human", function.Group, function.Provenance);
        return [.. rows, .. new CodeTwinRows(twin, context.Languages, context.Seed).All(),
            .. new CodeTwinRows(back, context.Languages, context.Seed).All()];
    }
}

/// <summary>A function that stands alone, with examples of what it returns.</summary>
/// <param name="CodeType"><c>python</c> or <c>javascript</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Signature">Its name and parameters as one writes them.</param>
/// <param name="Description">What it does, in English.</param>
/// <param name="Code">The function with what it needs.</param>
/// <param name="Checks">The examples as code that fails when one does not hold.</param>
/// <param name="Record">Names it within its package.</param>
/// <param name="Provenance">Where it came from.</param>
internal sealed record TestedFunction(
    string CodeType, string Name, string Signature, string Description, string Code, IReadOnlyList<string> Checks, string Record,
    Provenance Provenance)
{
    /// <summary>The same function in C, or null.</summary>
    public string? InC { get; init; }

    /// <summary>What must not cross splits: the function itself.</summary>
    public string Group => $"codefix/{Provenance.Package}/{Record}";

    /// <summary>The split: more of these are held out than of other rows, since a test runs without a judge.</summary>
    public string Split { get; init; } = DataSplit.Train;

    /// <summary>What follows the answer.</summary>
    public string Test => string.Join('\n', Checks);

    /// <summary>The whole program that tests an answer.</summary>
    public string Program(string answer) => $"{answer}\n{Test}";
}

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
            var asked = Phrases.For(language)
                .Say(_random, "codefix.write", ("code", CodeNames.Of(function.CodeType)), ("name", $"`{function.Name}`"));
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
                var asked = _random.Chance(0.4) ? CodePrompt.Fix(_random, phrases, function.CodeType)
                    : phrases.Say(_random, "codefix.fixNamed", ("name", $"`{function.Name}`"));
                var hint = _random.Chance(0.5) ? $"{asked}\n\n{function.Description}" : asked;
                yield return Draft("mend", language, "CodeFix", "Synthetic", CodePrompt.With(_random, hint, mutant, function.CodeType));
            }
        }
    }

    private RowDraft Draft(string kind, string language, string task, string source, string prompt) =>
        new($"code-{kind}-{function.CodeType}", function.Group, language, task, "Code", null, source, prompt, function.Code,
            function.Provenance)
        {
            CodeType = function.CodeType,
            Test = new RowTest(function.CodeType, function.Test),
        };
}

/// <summary>Which tested functions are for evaluation: more than of other rows, since pass rates need hundreds of tests.</summary>
internal static partial class HeldOutFunctions
{
    private const int Percent = 30;

    /// <summary>Other sources read the standard library for training, so none of it is held out here.</summary>
    private const string SharedPackage = "libpython3.11-stdlib";

    /// <summary>Whether a function is held out.</summary>
    /// <param name="seed">The build's seed.</param>
    /// <param name="package">Its package.</param>
    /// <param name="record">Its name within the package.</param>
    public static bool Contain(string seed, string package, string record)
    {
        return package != SharedPackage && StableHash.Of(seed, "tested", Key(package, record)) % 100 < Percent;
    }

    /// <summary>Whether a file of a package has the code of a held-out function, so that no other source may train on it.</summary>
    /// <param name="seed">The build's seed.</param>
    /// <param name="package">The package.</param>
    /// <param name="file">The file's path in it, with slashes.</param>
    public static bool HaveCodeIn(string seed, string package, string file)
    {
        var module = Module().Match(file);
        return package.StartsWith("@stdlib/", StringComparison.Ordinal) && module.Success && Contain(seed, package, module.Groups[1].Value);
    }

    /// <summary>The packages of @stdlib repeat each other's functions, so a module's own name decides.</summary>
    private static string Key(string package, string record) =>
        package.StartsWith("@stdlib/", StringComparison.Ordinal) ? "@stdlib/" + record.Split('/')[^1] : $"{package}/{record}";

    [GeneratedRegex("^(.+?)/(?:lib|src|include|docs|examples)/")]
    private static partial Regex Module();
}
