using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>The same book in the English of 1611 and of today: the King James Version and the World English Bible, verse by verse.</summary>
internal sealed class BibleSource : IDataSource
{
    private const string Old = "sword-text-kjv";
    private const string New = "sword-text-web";

    /// <inheritdoc/>
    public string Name => "bible";

    /// <inheritdoc/>
    public string Coverage => "rewriting between old and modern English";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["bible-modern"] = 2500,
        ["bible-archaic"] = 1500,
        ["bible-passage"] = 1200,
        ["bible-continue"] = 800,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var old = await context.Packages.DebianAsync(Old, ct);
        var modern = await context.Packages.DebianAsync(New, ct);
        var chapters = Chapters(modern).ToDictionary(c => c.Key, c => c.Value);
        var read = 0;
        foreach (var (chapter, verses) in Chapters(old))
        {
            ct.ThrowIfCancellationRequested();
            // Chapters that the two divide differently, and the books that only one has, cannot be aligned.
            if (!chapters.TryGetValue(chapter, out var others) || others.Count != verses.Count)
            {
                continue;
            }

            read++;
            var rows = new BibleRows(chapter, verses, others, context.Languages, context.Seed, old.Provenance("LicenseRef-public-domain", chapter), modern.Provenance("LicenseRef-public-domain", chapter));
            foreach (var text in rows.Texts())
            {
                sink.Add(text);
            }

            foreach (var draft in rows.All())
            {
                sink.Add(draft);
            }
        }

        return read > 0 ? $"{Old} {old.Version}, {New} {modern.Version}, {read} chapters"
            : throw new SourceException($"{Old} {old.Version} and {New} {modern.Version} have no chapter in common; their layout has changed.");
    }

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Chapters(PackageFolder package) =>
        from testament in (string[])["ot", "nt"]
        from chapter in Testament(package, testament).GroupBy(v => v.Chapter).DistinctBy(g => g.Key)
        let verses = chapter.Select(v => v.Text).ToList()
        select KeyValuePair.Create(chapter.Key, (IReadOnlyList<string>)verses[..(verses.FindLastIndex(v => v.Length > 0) + 1)]);

    private static IEnumerable<SwordVerse> Testament(PackageFolder package, string testament)
    {
        var text = package.Files("usr/share/sword/modules/texts/ztext", testament + ".bzz") is [var found, ..] ? found
            : throw new SourceException($"{package.Name} {package.Version} has no '{testament}.bzz'; its layout has changed.");
        return SwordReader.Read(File.ReadAllBytes(Path.ChangeExtension(text, "bzs")), File.ReadAllBytes(Path.ChangeExtension(text, "bzv")), File.ReadAllBytes(text));
    }
}
