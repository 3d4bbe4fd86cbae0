using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Fixtures;

/// <summary>Where the excerpts of real files lie beside the tests; Fixtures/README.md says where they are from.</summary>
internal static class Fixture
{
    /// <summary>The versions of the packages that the excerpts were cut from.</summary>
    public static IReadOnlyDictionary<string, string> Versions { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["@capacitor/android"] = "8.5.2",
        ["@stdlib/math"] = "0.4.1",
        ["bodr"] = "10-2",
        ["com.cysharp.unitask"] = "2.2.5",
        ["cppreference-doc-en-html"] = "20170409-2",
        ["debian-handbook"] = "11.20220922",
        ["dracut-core"] = "059-4",
        ["expo-modules-core"] = "58.0.7",
        ["gnome-user-docs"] = "43.0-2",
        ["gnumed-client"] = "1.8.9+dfsg-1",
        ["golang-1.19-src"] = "1.19.8-2",
        ["iso-codes"] = "4.15.0-1",
        ["kalzium-data"] = "4:22.12.3-1",
        ["kgeography-data"] = "4:22.12.3-1",
        ["libgtk-3-common"] = "3.24.38-2~deb12u3",
        ["libpython3.11-stdlib"] = "3.11.2-6+deb12u9",
        ["libreoffice-help-de"] = "4:7.4.7-1+deb12u14",
        ["libreoffice-help-en-us"] = "4:7.4.7-1+deb12u14",
        ["libruby3.1"] = "3.1.7+really3.1.2-0+deb12u1",
        ["llvm-14-dev"] = "1:14.0.6-12",
        ["manpages"] = "6.03-2",
        ["manpages-de"] = "4.18.1-1",
        ["openjdk-17-source"] = "17.0.21.1+2-1~deb12u1",
        ["php-symfony-string"] = "5.4.53+dfsg-0+deb12u1",
        ["postgresql-15"] = "15.20-0+deb12u1",
        ["python3-django"] = "3:3.2.25-0+deb12u7",
        ["rust-src"] = "1.63.0+dfsg1-2",
        ["rxjs"] = "7.8.1",
        ["sword-text-kjv"] = "14.3-1",
        ["sword-text-web"] = "426.0-1",
        ["world-countries"] = "5.1.0",
    };

    /// <summary>Those that npm has; the others are Debian's.</summary>
    public static IReadOnlyCollection<string> Npm { get; } = ["@capacitor/android", "@stdlib/math", "com.cysharp.unitask", "expo-modules-core", "rxjs", "world-countries"];

    public static string Lists => At("lists");

    public static string Reference => At("reference");

    public static string IsoCodes => At("packages", "iso-codes");

    /// <summary>An excerpt that lies as the package's files do.</summary>
    public static PackageFolder Package(string name) => new(name, Versions[name], At("packages", name));

    public static string Prose(string file) => File.ReadAllText(At("prose", file));

    public static string CodeFix(string file) => File.ReadAllText(At("codefix", file));

    private static string At(params ReadOnlySpan<string> parts) => Path.Combine([AppContext.BaseDirectory, "Excerpts", .. parts]);
}
