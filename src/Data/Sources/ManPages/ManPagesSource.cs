using System.IO.Compression;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.ManPages;

/// <summary>Manual pages of commands, functions and files, and their translations.</summary>
internal sealed class ManPagesSource() : PackageSource(
    "manpages", "formal reference text and explanations of commands and functions", ManualWriter.RowCaps)
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
    protected override IEnumerable<SourcePackage> Packages(IReadOnlyList<DataLanguage> languages) =>
        from language in languages.Select(l => l.Name).Where(Languages.ContainsKey)
        from name in Languages[language].Packages
        select new SourcePackage(name, $"manual pages in {language}");

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var writer = new ManualWriter(context);
        return folders.SelectMany(Pages).GroupBy(p => p.Page).OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(page => writer.Write(
            "manual/man/" + page.Key,
            page.Key.Contains(".2", StringComparison.Ordinal) || page.Key.Contains(".3", StringComparison.Ordinal) ? "Code" : "Technology",
            "Formal",
            page.Select(p => (p.Language, RoffReader.Read(Unpack(p.File), p.Language), p.Origin))));
    }

    private static IEnumerable<(string Page, string Language, string File, Provenance Origin)> Pages(PackageFolder package)
    {
        var (language, (folder, licence, _)) = Languages.First(l => l.Value.Packages.Contains(package.Name));
        // Links only repeat the page that they point to.
        return from file in package.Files(folder.Length == 0 ? Root : $"{Root}/{folder}", "*.gz")
               where new FileInfo(file).LinkTarget is null
               let page = Path.GetFileNameWithoutExtension(file)
               select (page, language, file, package.Provenance(licence, page));
    }

    private static string Unpack(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
