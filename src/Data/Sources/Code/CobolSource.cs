using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>The COBOL 85 test suite of the US National Institute of Standards and Technology, as a grammar's package carries it.</summary>
internal sealed class CobolSource : IDataSource
{
    private const string Package = "tree-sitter-cobol";

    private const string Version = "0.0.1";

    private const string Folder = "test/cobol85/src";

    /// <inheritdoc/>
    public string Name => "cobol";

    /// <inheritdoc/>
    public string Coverage => "COBOL";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["code-generate-cobol"] = 1000,
        ["code-explain-cobol"] = 1000,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.NpmAsync(Package, Version, ct);
        var units = 0;
        foreach (var path in package.Files(Folder, "*.CBL"))
        {
            ct.ThrowIfCancellationRequested();
            var file = Path.GetFileName(path);
            foreach (var unit in CobolReader.Read(await File.ReadAllTextAsync(path, System.Text.Encoding.Latin1, ct)))
            {
                units++;
                foreach (var draft in new CodeRows(unit, "code/cobol/" + file, package.Provenance("MIT", $"{Folder}/{file}:{unit.Line}"), context).All())
                {
                    sink.Add(draft);
                }
            }
        }

        return units > 0 ? $"{Package} {package.Version}, {units} runs of statements"
            : throw new SourceException($"{Package} {package.Version} has no commented COBOL in '{Folder}'; its layout has changed.");
    }
}
