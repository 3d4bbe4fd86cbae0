using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>Three dictionaries with a voice of their own: Bierce's satire, hackers' slang, and sober computing.</summary>
internal sealed class DictionarySource : IDataSource
{
    private static readonly (string Package, string File, string Licence)[] Dictionaries =
    [
        ("dict-devil", "devil", "LicenseRef-public-domain"), ("dict-jargon", "jargon", "LicenseRef-public-domain"), ("dict-foldoc", "foldoc", "GFDL-1.1-no-invariants-or-later"),
    ];

    /// <inheritdoc/>
    public string Name => "voices";

    /// <inheritdoc/>
    public string Coverage => "satirical definitions, slang and computing terms";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["term-devil"] = 1500,
        ["term-jargon"] = 2000,
        ["term-foldoc"] = 2500,
        ["term-name"] = 1200,
        ["term-gist"] = 800,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var read = new List<string>();
        foreach (var (name, file, licence) in Dictionaries)
        {
            var package = await context.TryFetchAsync(name, "definitions", p => p.DebianAsync(name, ct));
            if (package is null)
            {
                continue;
            }

            var path = $"usr/share/dictd/{file}";
            var definitions = package.Files("usr/share/dictd", file + ".dict.dz") is [var found, ..] ? found
                : throw new SourceException($"{name} {package.Version} has no '{path}.dict.dz'; its layout has changed.");
            foreach (var entry in DictReader.Read(package.ReadText(path + ".index"), File.ReadAllBytes(definitions)).Where(e => ProseFilter.IsFit(e.Text)))
            {
                ct.ThrowIfCancellationRequested();
                Add(new DictionaryRows(name, entry, context.Languages, context.Seed, package.Provenance(licence, entry.Word)), sink);
            }

            read.Add($"{name} {package.Version}");
        }

        return string.Join(", ", read);
    }

    private static void Add(DictionaryRows rows, IDataSink sink)
    {
        if (rows.Text is { } text)
        {
            sink.Add(text);
        }

        foreach (var draft in rows.All())
        {
            sink.Add(draft);
        }
    }
}
