using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.CodeFix;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Documented functions of free programs and libraries, in the taxonomy's programming languages.</summary>
internal sealed class CodeSource : IDataSource
{
    private const int RowsPerKind = 2500;

    private const int LargestFile = 400_000;

    /// <inheritdoc/>
    public string Name => "code";

    /// <inheritdoc/>
    public string Coverage => "writing and explaining code";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = CodeSyntax.All
        .SelectMany(s => new[] { "code-generate-" + s.CodeType, "code-explain-" + s.CodeType }).ToDictionary(kind => kind, _ => RowsPerKind);

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        var read = new List<string>();
        foreach (var package in CodePackages.All)
        {
            var syntax = CodeSyntax.All.First(s => s.CodeType == package.CodeType);
            var folder = await context.TryFetchAsync(package.Name, $"{CodeNames.Of(syntax.CodeType)} code", store => package.NpmVersion is { } version
                ? store.NpmAsync(package.Name, version, ct)
                : store.DebianAsync(package.Name, ct));
            if (folder is null)
            {
                continue;
            }

            var units = Add(context, sink, package, syntax, folder);
            if (units == 0)
            {
                context.Warn($"{package.Name} {folder.Version} has no documented {CodeNames.Of(syntax.CodeType)} code where it was; its layout has changed.");
            }

            read.Add($"{package.Name} {folder.Version} ({units} definitions)");
        }

        return string.Join(", ", read);
    }

    private static int Add(SourceContext context, IDataSink sink, CodePackage package, CodeSyntax syntax, PackageFolder folder)
    {
        var units = 0;
        var licences = new FileLicences(folder, package);
        foreach (var path in folder.Files(package.Folder).Where(p => System.IO.Path.GetExtension(p) == (package.Extension ?? syntax.Extension) && new FileInfo(p) is { LinkTarget: null, Length: < LargestFile }))
        {
            var file = System.IO.Path.GetRelativePath(folder.Path, path).Replace('\\', '/');
            if (HeldOutFunctions.HaveCodeIn(context.Seed, package.Name, file))
            {
                continue;
            }

            var text = File.ReadAllText(path);
            if (licences.Of(file, text) is not { } licence)
            {
                continue;
            }

            foreach (var unit in CodeUnitReader.Read(syntax, text))
            {
                units++;
                var group = CodeGroup.Of(package, file, unit);
                var provenance = folder.Provenance(licence, $"{file}:{unit.Line}");
                foreach (var draft in new CodeRows(unit, group, provenance, context).All())
                {
                    sink.Add(draft);
                }
            }
        }

        return units;
    }
}
