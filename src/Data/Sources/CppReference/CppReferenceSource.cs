using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.CppReference;

/// <summary>The reference of C++ and C as its readers wrote it, with its example programs.</summary>
internal sealed class CppReferenceSource : IDataSource
{
    private const string Package = "cppreference-doc-en-html";
    private const string Licence = "GFDL-1.3-no-invariants-or-later OR CC-BY-SA-3.0";
    private const string Root = "usr/share/cppreference/doc/html/en";

    /// <inheritdoc/>
    public string Name => "cppreference";

    /// <inheritdoc/>
    public string Coverage => "C++ and C programs, what they print, and reference text on both languages";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>(ManualWriter.RowCaps)
    {
        ["code-example-cpp"] = 1500,
        ["code-example-c"] = 500,
        ["code-output-cpp"] = 1500,
        ["code-output-c"] = 500,
        ["code-generate-cpp"] = 500,
        ["code-explain-cpp"] = 500,
        ["code-generate-c"] = 200,
        ["code-explain-c"] = 200,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        var (writer, pages) = (new ManualWriter(context), 0);
        foreach (var path in package.Files(Root, "*.html"))
        {
            ct.ThrowIfCancellationRequested();
            var file = Path.GetRelativePath(package.At(Root), path).Replace('\\', '/');
            if (CppPageReader.Read(await File.ReadAllTextAsync(path, ct)) is not { } page)
            {
                continue;
            }

            // The members of one name say much the same of each container, and C's functions are described for C++ again.
            var group = "cppreference/" + Path.GetFileNameWithoutExtension(file);
            var provenance = package.Provenance(Licence, file);
            foreach (var draft in writer.Write(group, "Code", "Formal", [("English", page.Document, provenance)]))
            {
                sink.Add(draft);
                pages++;
            }
            foreach (var draft in new CppRows(page, group, provenance, context).All())
            {
                sink.Add(draft);
            }
        }

        return pages == 0
            ? throw new SourceException($"{Package} {package.Version} has no page in '{Root}'; its layout has changed.")
            : $"{Package} {package.Version}, {pages} pages";
    }
}
