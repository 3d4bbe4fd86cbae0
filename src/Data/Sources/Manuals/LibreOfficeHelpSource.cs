using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>LibreOffice's help.</summary>
internal sealed class LibreOfficeHelpSource : IDataSource
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
    public string Name => "libreoffice-help";

    /// <inheritdoc/>
    public string Coverage => "much running text, instructions in steps and explanations of spreadsheet functions in 18 languages";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps => ManualKinds.Caps;

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var packages = new SortedDictionary<string, PackageFolder>(StringComparer.Ordinal);
        foreach (var language in context.Languages.Select(l => l.Name).Where(Codes.ContainsKey))
        {
            var name = "libreoffice-help-" + Codes[language].ToLowerInvariant();
            if (await context.TryFetchAsync(name, $"office help in {language}", p => p.DebianAsync(name, ct)) is { } package)
            {
                packages[language] = package;
            }
        }

        var english = packages.GetValueOrDefault("English") ?? throw new SourceException("libreoffice-help-en-us, to which the others are aligned, could not be fetched.");
        return $"{Write(english, packages, new ManualWriter(context, sink), ct)} pages of {string.Join(", ", packages.Values.Select(p => $"{p.Name} {p.Version}"))}";
    }

    private static int Write(PackageFolder english, SortedDictionary<string, PackageFolder> packages, ManualWriter writer, CancellationToken ct)
    {
        var root = english.At(Folder("English"));
        foreach (var path in english.Files(Folder("English"), "*.html").Select(f => Path.GetRelativePath(root, f)))
        {
            ct.ThrowIfCancellationRequested();
            writer.Write("manual/libreoffice-help/" + path, Domain(path), null, packages
                .Select(p => (p.Key, HtmlManualReader.ReadFile(p.Value.At(Folder(p.Key), path)), p.Value.Provenance(Licence, path))));
        }

        return writer.Pages;
    }

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
