using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Manuals;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Manuals;

/// <summary>The manuals' excerpts.</summary>
internal static class ManualFixture
{
    public static string GnomeHelp(string folder, string page) =>
        Fixture.Package("gnome-user-docs").ReadText($"usr/share/help/{folder}/gnome-help/{page}.page");

    public static string OfficeHelp(string package, string folder) =>
        Fixture.Package("libreoffice-help-" + package).ReadText($"usr/share/libreoffice/help/{folder}/text/scalc/guide/row_height.html");

    public static string Handbook(string folder) =>
        Fixture.Package("debian-handbook").ReadText($"usr/share/doc/debian-handbook/html/{folder}/sect.kernel-installation.html");

    public static string Man(string package, string page) => Fixture.Package(package).ReadText("usr/share/man/" + page);

    /// <summary>The rows of a page in English and German.</summary>
    public static IEnumerable<RowDraft> Drafts(string? style, Provenance origin, ManualDocument? english, ManualDocument? german) =>
        new ManualWriter(ReferenceContext.Create("1"))
            .Write("manual/" + origin.Record, "Technology", style, [("English", english, origin), ("German", german, origin)])
            .OfType<RowDraft>();
}
