using System.IO.Compression;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.Javadoc;

/// <summary>The documentation of Java's own libraries, and their documented methods.</summary>
internal sealed partial class JavadocSource : IDataSource
{
    private const string Package = "openjdk-17-source";

    private const string Archive = "usr/lib/jvm/openjdk-17/lib/src.zip";

    private const string Licence = "GPL-2.0-only WITH Classpath-exception-2.0";

    private const int LargestFile = 400_000;

    private static readonly CodeSyntax Java = CodeSyntax.All.Single(s => s.CodeType == "java");

    /// <inheritdoc/>
    public string Name => "javadoc";

    /// <inheritdoc/>
    public string Coverage => "Java code and formal reference text on its libraries";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>(ManualWriter.RowCaps)
    {
        ["code-generate-java"] = 2500,
        ["code-explain-java"] = 2500,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        if (!File.Exists(package.At(Archive)))
        {
            throw new SourceException($"{Package} {package.Version} has no '{Archive}'; its layout has changed.");
        }

        var (writer, units, pages) = (new ManualWriter(context), 0, 0);
        using var archive = ZipFile.OpenRead(package.At(Archive));
        foreach (var entry in archive.Entries.Where(e => Api().IsMatch(e.FullName) && e.Length < LargestFile).OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            using var reader = new StreamReader(entry.Open());
            var text = await reader.ReadToEndAsync(ct);
            if (!JavadocReader.IsClasspath(text))
            {
                continue;
            }

            // A method's explanation is a section of its type's page, so both are one group.
            var group = "javadoc/" + entry.FullName;
            var type = entry.FullName[(entry.FullName.IndexOf('/', StringComparison.Ordinal) + 1)..^5].Replace('/', '.');
            foreach (var draft in writer.Write(group, "Code", "Formal", [("English", JavadocReader.Read(type, text), package.Provenance(Licence, entry.FullName))]))
            {
                sink.Add(draft);
                pages++;
            }
            foreach (var unit in CodeUnitReader.Read(Java, text))
            {
                units++;
                foreach (var draft in new CodeRows(unit, group, package.Provenance(Licence, $"{entry.FullName}:{unit.Line}"), context).All())
                {
                    sink.Add(draft);
                }
            }
        }

        return pages == 0
            ? throw new SourceException($"{Package} {package.Version} has no documented type in '{Archive}'; its layout has changed.")
            : $"{Package} {package.Version}, {pages} types, {units} methods";
    }

    /// <summary>The packages that programs are written with; the rest is how they are made.</summary>
    [GeneratedRegex(@"^java\.[a-z.]+/javax?/.*(?<!-info)\.java$")]
    private static partial Regex Api();
}
