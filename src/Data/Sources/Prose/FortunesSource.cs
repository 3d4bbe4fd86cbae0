using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>Aphorisms, jokes, poems, proverbs and riddles in nine languages from the packages of fortune.</summary>
internal sealed class FortunesSource : IDataSource
{
    private const string Folder = "usr/share/games/fortunes";

    /// <inheritdoc/>
    public string Name => "fortunes";

    /// <inheritdoc/>
    public string Coverage => "aphorisms, jokes, poems and proverbs, and informal style";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["saying-write"] = 3500,
        ["saying-author"] = 800,
        ["saying-who"] = 700,
        ["saying-continue"] = 900,
        ["saying-form"] = 500,
        ["saying-topic"] = 700,
        ["saying-riddle"] = 300,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var read = new List<string>();
        foreach (var files in FortuneFiles.All.Where(f => context.Languages.Any(l => l.Name == f.Language)).GroupBy(f => f.Package))
        {
            var package = await context.TryFetchAsync(files.Key, $"sayings in {files.First().Language}", p => p.DebianAsync(files.Key, ct));
            if (package is null)
            {
                continue;
            }

            foreach (var file in files)
            {
                ct.ThrowIfCancellationRequested();
                Add(package, file, context, sink);
            }

            read.Add($"{package.Name} {package.Version}");
        }

        return string.Join(", ", read);
    }

    private static void Add(PackageFolder package, FortuneFile file, SourceContext context, IDataSink sink)
    {
        var path = $"{Folder}/{file.Path}";
        if (!File.Exists(package.At(path)))
        {
            context.Warn($"{package.Name} {package.Version} has no '{path}'; its sayings are left out.");
            return;
        }

        foreach (var item in FortuneReader.Read(package.ReadText(path), file.Form == "poem", file.Language))
        {
            var provenance = package.Provenance(FortuneFiles.Licences[package.Name], $"{file.Path}#{item.Number}");
            if (item.Text.Length >= 200)
            {
                sink.Add(new TextDraft(item.Group, file.Language, item.Text, provenance));
            }

            foreach (var draft in new FortuneRows(file, item, context.Languages, context.Seed, provenance).All())
            {
                sink.Add(draft);
            }
        }
    }
}
