using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.LibreOfficeHelp;

/// <summary>LibreOffice's help: one package for each language, all with the same files.</summary>
internal sealed class LibreOfficeHelpSource() : PackageSource(
    "libreoffice-help",
    "much running text, instructions in steps and explanations of spreadsheet functions in 18 languages",
    ManualWriter.RowCaps)
{
    private const string Licence = "MPL-2.0";

    /// <summary>The languages that it is translated to, as package and folder name them.</summary>
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["English"] = "en-US",
        ["Italian"] = "it",
        ["French"] = "fr",
        ["German"] = "de",
        ["Japanese"] = "ja",
        ["Portuguese"] = "pt-BR",
        ["Korean"] = "ko",
        ["Polish"] = "pl",
        ["Russian"] = "ru",
        ["Spanish"] = "es",
        ["Czech"] = "cs",
        ["Chinese"] = "zh-CN",
        ["Turkish"] = "tr",
        ["Vietnamese"] = "vi",
        ["Dutch"] = "nl",
        ["Indonesian"] = "id",
        ["Greek"] = "el",
        ["Hindi"] = "hi",
    };

    /// <inheritdoc/>
    protected override IEnumerable<SourcePackage> Packages(IReadOnlyList<DataLanguage> languages) =>
        languages.Select(l => l.Name).Where(Codes.ContainsKey).Select(l => new SourcePackage(PackageOf(l), $"office help in {l}"));

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var packages = Codes.Keys.Order(StringComparer.Ordinal)
            .Select(l => (Language: l, Folder: folders.FirstOrDefault(f => f.Name == PackageOf(l)))).Where(p => p.Folder is not null)
                .ToArray();
        var english = Array.Find(packages, p => p.Language == "English").Folder
            ?? throw new SourceException("libreoffice-help-en-us, to which the others are aligned, could not be fetched.");
        var writer = new ManualWriter(context);
        return english.RelativeFiles(Folder("English"), "*.html").SelectMany(path => writer.Write(
            "manual/libreoffice-help/" + path, Domain(path), null,
            packages.Select(
                p => (p.Language, HtmlManualReader.ReadFile(p.Folder!.At(Folder(p.Language), path)), p.Folder.Provenance(Licence, path)))));
    }

    private static string PackageOf(string language) => "libreoffice-help-" + Codes[language].ToLowerInvariant();

    private static string Folder(string language) => $"usr/share/libreoffice/help/{Codes[language]}/text";

    /// <summary>The spreadsheet's functions and the macro language lie in files of their own.</summary>
    internal static string Domain(string path) => Path.GetFileName(path) switch
    {
        _ when path.StartsWith("sbasic", StringComparison.Ordinal) => "Code",
        _ when path.StartsWith("smath", StringComparison.Ordinal) => "Math",
        "04060103.html" or "04060118.html" or "04060119.html" => "Finance",
        "04060106.html" or "04060107.html" or "04060108.html" or "04060116.html" => "Math",
        ['0', '4', '0', '6', '0', '1', '8', ..] => "Math",
        _ => "Technology",
    };
}
