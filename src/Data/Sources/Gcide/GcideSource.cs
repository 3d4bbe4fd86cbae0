using System.IO.Compression;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Gcide;

/// <summary>GCIDE: definitions by a dictionary that says which field a word belongs to.</summary>
internal sealed class GcideSource() : PackageSource(
    "gcide",
    "definitions of terms of law, medicine, mathematics and the sciences",
    new Dictionary<string, int>
    {
        ["gcide-define"] = 3000,
        ["gcide-term"] = 1000,
        ["gcide-choose"] = 1500,
        ["gcide-field"] = 2000,
        ["gcide-record"] = 1500,
    },
    new SourcePackage("dict-gcide"))
{
    /// <summary>So many earlier meanings of the same kind of word serve as wrong options.</summary>
    private const int Siblings = 200;

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var siblings = new Dictionary<(string, bool), Queue<GcideSense>>();
        foreach (var sense in GcideReader.Read(Lines(folders[0].ReadBytes("usr/share/dictd/gcide.dict.dz"))))
        {
            var key = (sense.PartOfSpeech, context.IsHeldOut(sense.Group));
            var others = siblings.TryGetValue(key, out var known) ? known : siblings[key] = [];
            var provenance = folders[0].Provenance("GPL-2.0-or-later", $"{sense.Word}#{sense.Number}");
            foreach (var draft in new GcideRows(sense, [.. others], context, provenance).All())
            {
                yield return draft;
            }

            others.Enqueue(sense);
            if (others.Count > Siblings)
            {
                _ = others.Dequeue();
            }
        }
    }

    private static IEnumerable<string> Lines(byte[] packed)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
