using System.IO.Compression;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Manual pages of commands, functions and files, and their translations.</summary>
internal sealed class ManPagesSource : IDataSource
{
    private const string Root = "usr/share/man";
    private const string Translated = "GPL-3.0-or-later";
    private const string PerPage = "per page, see the package's copyright file";

    /// <summary>The packages of each language, the folder of its pages, and their licence.</summary>
    private static readonly Dictionary<string, (string Folder, string Licence, string[] Packages)> Languages = new()
    {
        ["English"] = ("", PerPage, ["manpages", "manpages-dev"]),
        ["Czech"] = ("cs", Translated, ["manpages-cs"]),
        ["German"] = ("de", Translated, ["manpages-de", "manpages-de-dev"]),
        ["Greek"] = ("el", Translated, ["manpages-el"]),
        ["Spanish"] = ("es", Translated, ["manpages-es", "manpages-es-dev"]),
        ["French"] = ("fr", Translated, ["manpages-fr", "manpages-fr-dev"]),
        ["Indonesian"] = ("id", Translated, ["manpages-id"]),
        ["Italian"] = ("it", Translated, ["manpages-it"]),
        ["Japanese"] = ("ja", PerPage, ["manpages-ja", "manpages-ja-dev"]),
        ["Dutch"] = ("nl", Translated, ["manpages-nl"]),
        ["Polish"] = ("pl", Translated, ["manpages-pl", "manpages-pl-dev"]),
        ["Portuguese"] = ("pt_BR", Translated, ["manpages-pt-br", "manpages-pt-br-dev"]),
        ["Romanian"] = ("ro", Translated, ["manpages-ro"]),
        ["Russian"] = ("ru", Translated, ["manpages-ru", "manpages-ru-dev"]),
        ["Turkish"] = ("tr", PerPage, ["manpages-tr"]),
        ["Ukrainian"] = ("uk", Translated, ["manpages-uk", "manpages-uk-dev"]),
        ["Vietnamese"] = ("vi", Translated, ["manpages-vi"]),
        ["Chinese"] = ("zh_CN", PerPage, ["manpages-zh"]),
    };

    /// <inheritdoc/>
    public string Name => "manpages";

    /// <inheritdoc/>
    public string Coverage => "formal reference text and explanations of commands and functions";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps => ManualKinds.Caps;

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var pages = new SortedDictionary<string, List<(string Language, string File, Provenance Origin)>>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var language in context.Languages.Select(l => l.Name).Where(Languages.ContainsKey))
        {
            foreach (var name in Languages[language].Packages)
            {
                if (await context.TryFetchAsync(name, $"manual pages in {language}", p => p.DebianAsync(name, ct)) is { } package)
                {
                    Find(package, language, pages);
                    names.Add($"{name} {package.Version}");
                }
            }
        }

        var writer = new ManualWriter(context, sink);
        foreach (var (page, files) in pages)
        {
            ct.ThrowIfCancellationRequested();
            var read = new List<(string Language, ManualDocument? Document, Provenance Origin)>();
            foreach (var (language, file, origin) in files)
            {
                read.Add((language, RoffReader.Read(await UnpackAsync(file, ct), language), origin));
            }

            writer.Write("manual/man/" + page, page.Contains(".2", StringComparison.Ordinal) || page.Contains(".3", StringComparison.Ordinal) ? "Code" : "Technology", "Formal", read);
        }

        return names.Count == 0 ? throw new SourceException("none of its packages could be fetched.") : $"{writer.Pages} pages of {string.Join(", ", names)}";
    }

    private static void Find(PackageFolder package, string language, SortedDictionary<string, List<(string, string, Provenance)>> pages)
    {
        var (folder, licence, _) = Languages[language];
        foreach (var file in package.Files(folder.Length == 0 ? Root : $"{Root}/{folder}", "*.gz"))
        {
            // Links only repeat the page that they point to.
            if (new FileInfo(file).LinkTarget is null)
            {
                var page = Path.GetFileNameWithoutExtension(file);
                var files = pages.TryGetValue(page, out var known) ? known : pages[page] = [];
                files.Add((language, file, package.Provenance(licence, page)));
            }
        }
    }

    private static async Task<string> UnpackAsync(string file, CancellationToken ct)
    {
        await using var packed = File.OpenRead(file);
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        return await reader.ReadToEndAsync(ct);
    }
}
