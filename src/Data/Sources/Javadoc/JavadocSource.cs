using System.IO.Compression;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Code;
using TreasureMarkers.Data.Sources.Manuals;

namespace TreasureMarkers.Data.Sources.Javadoc;

/// <summary>The documentation of Java's own libraries, and their documented methods.</summary>
internal sealed partial class JavadocSource() : PackageSource(
    "javadoc", "Java code and formal reference text on its libraries",
    new Dictionary<string, int>(ManualWriter.RowCaps)
    {
        ["code-generate-java"] = 2500,
        ["code-explain-java"] = 2500,
    },
    new SourcePackage("openjdk-17-source"))
{
    private const string Archive = "usr/lib/jvm/openjdk-17/lib/src.zip";

    private const string Licence = "GPL-2.0-only WITH Classpath-exception-2.0";

    private const int LargestFile = 400_000;

    private static readonly CodeSyntax Java = CodeSyntax.All.Single(s => s.CodeType == "java");

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var package = folders[0];
        if (!File.Exists(package.At(Archive)))
        {
            throw new SourceException($"{package.Name} {package.Version} has no '{Archive}'; its layout has changed.");
        }

        var writer = new ManualWriter(context);
        using var archive = ZipFile.OpenRead(package.At(Archive));
        foreach (var entry in archive.Entries.Where(e => Api().IsMatch(e.FullName) && e.Length < LargestFile)
            .OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            using var reader = new StreamReader(entry.Open());
            var text = reader.ReadToEnd();
            if (!JavadocReader.IsClasspath(text))
            {
                continue;
            }

            // A method's explanation is a section of its type's page, so both are one group.
            var group = "javadoc/" + entry.FullName;
            var type = entry.FullName[(entry.FullName.IndexOf('/', StringComparison.Ordinal) + 1)..^5].Replace('/', '.');
            var page = (Language: "English", Document: JavadocReader.Read(type, text), Origin: package.Provenance(Licence, entry.FullName));
            var methods = CodeUnitReader.Read(Java, text).SelectMany(unit =>
                new CodeRows(unit, group, package.Provenance(Licence, $"{entry.FullName}:{unit.Line}"), context).All());
            foreach (var draft in writer.Write(group, "Code", "Formal", [page]).Concat(methods))
            {
                yield return draft;
            }
        }
    }

    /// <summary>The packages that programs are written with; the rest is how they are made.</summary>
    [GeneratedRegex(@"^java\.[a-z.]+/javax?/.*(?<!-info)\.java$")]
    private static partial Regex Api();
}
