using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Code with a problem and the code without it, from the documentation of linters and compilers.</summary>
internal sealed class CodeFixSource : IDataSource
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

    /// <inheritdoc/>
    public string Name => "codefix";

    /// <inheritdoc/>
    public string Coverage => "code that linters and compilers object to, with its correction";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = Tools.Select(t => t.CodeType).Distinct()
        .SelectMany(type => new[] { KeyValuePair.Create("code-fix-" + type, 1200), KeyValuePair.Create("code-why-" + type, 400), KeyValuePair.Create("code-problem-" + type, 200) })
        .ToDictionary();

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        List<string> read = [];
        foreach (var tool in Tools)
        {
            var package = await context.TryFetchAsync(tool.Package, $"fixes of {tool.CodeType} code", store =>
                tool.Version is null ? store.DebianAsync(tool.Package, ct) : store.NpmAsync(tool.Package, tool.Version, ct));
            if (package is null)
            {
                continue;
            }

            CodePair[] pairs = [.. tool.Read(package)];
            string[] categories = [.. pairs.Select(p => p.Category).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
            foreach (var draft in pairs.SelectMany(pair => new CodePairRows(pair, categories, context.Languages, context.Seed).All()))
            {
                ct.ThrowIfCancellationRequested();
                sink.Add(draft);
            }

            read.Add($"{package.Name} {package.Version}, {pairs.Length} pairs");
        }

        return string.Join("; ", read);
    }
}
