using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>The same program in two programming languages.</summary>
internal sealed class CodeTranslationSource : IDataSource
{
    /// <inheritdoc/>
    public string Name => "code-translation";

    /// <inheritdoc/>
    public string Coverage => "translations of whole programs between C, C++, Java, Python, TypeScript and JavaScript";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } =
        new[] { "c", "cpp", "java", "python", "javascript" }.ToDictionary(type => "code-translate-" + type, _ => 1000);

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var plots = await context.TryFetchAsync("plplot-examples", "translations between C, C++, Java and Python", store => store.DebianAsync("plplot-examples", ct));
        var compiled = await context.TryFetchAsync("rxjs", "translations from TypeScript to JavaScript", store => store.NpmAsync("rxjs", "7.8.1", ct));
        CodeTwin[] twins = [.. plots is null ? [] : PlotExampleReader.Read(plots), .. compiled is null ? [] : CompiledReader.Read(compiled)];
        foreach (var draft in twins.SelectMany(twin => new CodeTwinRows(twin, context.Languages, context.Seed).All()))
        {
            ct.ThrowIfCancellationRequested();
            sink.Add(draft);
        }

        return string.Join("; ", new[] { plots, compiled }.OfType<PackageFolder>().Select(p => $"{p.Name} {p.Version}")) + $", {twins.Length} pairs";
    }
}
