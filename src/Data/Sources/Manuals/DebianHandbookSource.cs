namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>The Debian Administrator's Handbook.</summary>
internal sealed class DebianHandbookSource : IDataSource
{
    private const string Package = "debian-handbook";
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
    public string Name => Package;

    /// <inheritdoc/>
    public string Coverage => "long formal explanations of system administration";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps => ManualKinds.Caps;

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        var original = package.At(Root, Codes["English"]);
        var writer = new ManualWriter(context, sink);
        foreach (var path in package.Files($"{Root}/{Codes["English"]}", "*.html").Select(f => Path.GetRelativePath(original, f)))
        {
            ct.ThrowIfCancellationRequested();
            writer.Write("manual/debian-handbook/" + path, "Technology", "Formal", context.Languages.Select(l => l.Name).Where(Codes.ContainsKey)
                .Select(language => (language, HtmlManualReader.ReadFile(package.At(Root, Codes[language], path)), package.Provenance(Licence, path))));
        }

        return writer.Pages == 0
            ? throw new SourceException($"{Package} {package.Version} has no page in {Root}; its layout has changed.")
            : $"{writer.Pages} pages of {Package} {package.Version}";
    }
}
