using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Bible;

/// <summary>
/// The same book in the English of 1611 and of today: the King James Version and the World English Bible, verse by verse.
/// </summary>
internal sealed class BibleSource() : PackageSource(
    "bible",
    "rewriting between old and modern English",
    new Dictionary<string, int>
    {
        ["bible-modern"] = 2500,
        ["bible-archaic"] = 1500,
        ["bible-passage"] = 1200,
        ["bible-continue"] = 800,
    },
    new SourcePackage("sword-text-kjv"),
    new SourcePackage("sword-text-web"))
{
    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var (old, modern) = (folders[0], folders[1]);
        var chapters = Chapters(modern).ToDictionary();
        foreach (var (chapter, verses) in Chapters(old))
        {
            // Chapters that the two divide differently, and the books that only one has, cannot be aligned.
            if (chapters.TryGetValue(chapter, out var others) && others.Count == verses.Count)
            {
                const string licence = "LicenseRef-public-domain";
                var rows = new BibleRows(
                    chapter, verses, others, context, old.Provenance(licence, chapter), modern.Provenance(licence, chapter));
                foreach (var draft in rows.Texts().Concat<Draft>(rows.All()))
                {
                    yield return draft;
                }
            }
        }
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
        return SwordReader.Read(
            File.ReadAllBytes(Path.ChangeExtension(text, "bzs")), File.ReadAllBytes(Path.ChangeExtension(text, "bzv")),
            File.ReadAllBytes(text));
    }
}
