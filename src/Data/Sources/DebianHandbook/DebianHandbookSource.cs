using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.DebianHandbook;

/// <summary>The Debian Administrator's Handbook.</summary>
internal sealed class DebianHandbookSource() : PackageSource(
    "debian-handbook",
    "long formal explanations of system administration",
    ManualWriter.RowCaps,
    new SourcePackage("debian-handbook"))
{
    private const string Licence = "GPL-2.0-or-later OR CC-BY-SA-3.0";
    private const string Root = "usr/share/doc/debian-handbook/html";

    /// <summary>The languages with a good part translated, as the folders name them.</summary>
    private static readonly Dictionary<string, string> Codes = new()
    {
        ["English"] = "en-US",
        ["Arabic"] = "ar-MA",
        ["Czech"] = "cs-CZ",
        ["German"] = "de-DE",
        ["Greek"] = "el-GR",
        ["Spanish"] = "es-ES",
        ["Persian"] = "fa-IR",
        ["French"] = "fr-FR",
        ["Indonesian"] = "id-ID",
        ["Italian"] = "it-IT",
        ["Japanese"] = "ja-JP",
        ["Korean"] = "ko-KR",
        ["Dutch"] = "nl-NL",
        ["Polish"] = "pl-PL",
        ["Portuguese"] = "pt-BR",
        ["Romanian"] = "ro-RO",
        ["Russian"] = "ru-RU",
        ["Turkish"] = "tr-TR",
        ["Vietnamese"] = "vi-VN",
        ["Chinese"] = "zh-CN",
    };

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var package = folders[0];
        var writer = new ManualWriter(context);
        string[] languages = [.. context.Languages.Select(l => l.Name).Where(Codes.ContainsKey)];
        return package.RelativeFiles($"{Root}/{Codes["English"]}", "*.html").SelectMany(path => writer.Write(
            "manual/debian-handbook/" + path, "Technology", "Formal",
            languages.Select(l => (l, HtmlManualReader.ReadFile(package.At(Root, Codes[l], path)), package.Provenance(Licence, path)))));
    }
}
