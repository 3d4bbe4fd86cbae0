using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>GNOME's help for users and administrators.</summary>
internal sealed class GnomeHelpSource : IDataSource
{
    private const string Package = "gnome-user-docs";
    private const string Licence = "CC-BY-SA-3.0";
    private const string Root = "usr/share/help";

    /// <inheritdoc/>
    public string Name => "gnome-help";

    /// <inheritdoc/>
    public string Coverage => "instructions in steps and running text, above all in languages that have few manuals";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps => ManualKinds.Caps;

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        var original = package.At(Root, "C");
        var writer = new ManualWriter(context, sink);
        foreach (var path in package.Files(Root + "/C", "*.page").Select(f => Path.GetRelativePath(original, f)))
        {
            ct.ThrowIfCancellationRequested();
            writer.Write("manual/gnome-help/" + path, "Technology", null, context.Languages
                .Select(l => (l.Name, Read(package, l, path), package.Provenance(Licence, path))));
        }

        return writer.Pages == 0
            ? throw new SourceException($"{Package} {package.Version} has no page in {Root}/C; its layout has changed.")
            : $"{writer.Pages} pages of {Package} {package.Version}";
    }

    private static ManualDocument? Read(PackageFolder package, DataLanguage language, string path)
    {
        string[] folders = language.Name == "English" ? ["C"] : [.. language.Locales];
        return folders.Select(f => package.At(Root, f, path)).FirstOrDefault(File.Exists) is { } file ? MallardReader.Read(File.ReadAllText(file)) : null;
    }
}
