using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>The set theory database of Metamath: theorems in LaTeX with explanations.</summary>
internal sealed class MetamathSource : IDataSource
{
    private const string Package = "metamath-databases";

    /// <inheritdoc/>
    public string Name => "metamath";

    /// <inheritdoc/>
    public string Coverage => "theorems, and nearly all LaTeX";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["theorem-latex"] = 4000,
        ["theorem-signs"] = 1500,
        ["theorem-explain"] = 4000,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        var text = package.ReadText("usr/share/metamath/databases/set.mm");
        var count = 0;
        foreach (var theorem in new MetamathReader(text).Read(text))
        {
            ct.ThrowIfCancellationRequested();
            count++;
            var provenance = package.Provenance("CC0-1.0", theorem.Label);
            foreach (var draft in new TheoremRows(theorem, context, provenance).All())
            {
                sink.Add(draft);
            }
        }

        return $"{Package} {package.Version}, {count} theorems";
    }
}
