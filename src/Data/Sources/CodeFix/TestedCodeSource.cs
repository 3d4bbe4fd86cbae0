using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Functions with tests that run: to write, to mend after a fault was put in, and to translate from C.</summary>
internal sealed class TestedCodeSource : IDataSource
{
    /// <summary>The faults tried on a function, and how many of those that its tests notice are kept.</summary>
    private const int FaultsTried = 9, FaultsKept = 5;

    private static readonly (string Package, string? Version, string CodeType, Func<PackageFolder, IEnumerable<TestedFunction>> Read)[] Collections =
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
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var checking = new FunctionChecking(new CodeChecker(context.Packages.Folder), context.Seed);
        List<string> read = [];
        foreach (var collection in Collections)
        {
            var package = await context.TryFetchAsync(collection.Package, $"tested {collection.CodeType} functions", store =>
                collection.Version is null ? store.DebianAsync(collection.Package, ct) : store.NpmAsync(collection.Package, collection.Version, ct));
            try
            {
                var functions = package is null ? [] : await checking.PassingAsync(collection.CodeType, [.. collection.Read(package)], ct);
                var mutants = await checking.MutantsAsync(collection.CodeType, functions, FaultsTried, FaultsKept, ct);
                foreach (var draft in functions.SelectMany((f, i) => Drafts(f, mutants[i], context).Select(d => d with { Split = f.Split })))
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
        return [.. rows, .. new CodeTwinRows(twin, context.Languages, context.Seed).All(), .. new CodeTwinRows(back, context.Languages, context.Seed).All()];
    }
}
