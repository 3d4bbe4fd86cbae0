using System.IO.Compression;
using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>GCIDE: definitions by a dictionary that says which field a word belongs to.</summary>
internal sealed class GcideSource : IDataSource
{
    private const string Package = "dict-gcide";

    private const string File = "usr/share/dictd/gcide.dict.dz";

    /// <summary>So many earlier meanings of the same kind of word serve as wrong options.</summary>
    private const int Siblings = 200;

    /// <inheritdoc/>
    public string Name => "gcide";

    /// <inheritdoc/>
    public string Coverage => "definitions of terms of law, medicine, mathematics and the sciences";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["gcide-define"] = 3000,
        ["gcide-term"] = 1000,
        ["gcide-choose"] = 1500,
        ["gcide-field"] = 2000,
        ["gcide-record"] = 1500,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        if (package.Files("usr/share/dictd", "gcide.dict.dz") is not [var path])
        {
            throw new SourceException($"{Package} {package.Version} has no '{File}'; its layout has changed.");
        }

        var siblings = new Dictionary<(string, bool), Queue<GcideSense>>();
        var count = 0;
        foreach (var sense in GcideReader.Read(Lines(path)))
        {
            ct.ThrowIfCancellationRequested();
            count++;
            var key = (sense.PartOfSpeech, context.IsHeldOut(sense.Group));
            var others = siblings.TryGetValue(key, out var known) ? known : siblings[key] = [];
            foreach (var draft in new GcideRows(sense, [.. others], context, package.Provenance("GPL-2.0-or-later", $"{sense.Word}#{sense.Number}")).All())
            {
                sink.Add(draft);
            }

            others.Enqueue(sense);
            if (others.Count > Siblings)
            {
                _ = others.Dequeue();
            }
        }

        return $"{Package} {package.Version}, {count} meanings";
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
