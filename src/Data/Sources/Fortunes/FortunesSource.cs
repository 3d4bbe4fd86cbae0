using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Fortunes;

/// <summary>Aphorisms, jokes, poems, proverbs and riddles in nine languages from the packages of fortune.</summary>
internal sealed class FortunesSource() : PackageSource(
    "fortunes",
    "aphorisms, jokes, poems and proverbs, and informal style",
    new Dictionary<string, int>
    {
        ["saying-write"] = 3500,
        ["saying-author"] = 800,
        ["saying-who"] = 700,
        ["saying-continue"] = 900,
        ["saying-form"] = 500,
        ["saying-topic"] = 700,
        ["saying-riddle"] = 300,
    })
{
    private const string Folder = "usr/share/games/fortunes";

    /// <inheritdoc/>
    protected override IEnumerable<SourcePackage> Packages(IReadOnlyList<DataLanguage> languages) => FortuneFiles.All
        .Where(f => languages.Any(l => l.Name == f.Language)).DistinctBy(f => f.Package)
        .Select(f => new SourcePackage(f.Package, $"sayings in {f.Language}"));

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context) =>
        from package in folders
        from file in FortuneFiles.All.Where(f => f.Package == package.Name)
        from draft in Sayings(package, file, context)
        select draft;

    private static IEnumerable<Draft> Sayings(PackageFolder package, FortuneFile file, SourceContext context)
    {
        var path = $"{Folder}/{file.Path}";
        if (!File.Exists(package.At(path)))
        {
            context.Warn($"{package.Name} {package.Version} has no '{path}'; its sayings are left out.");
            return [];
        }

        return FortuneReader.Read(package.ReadText(path), file.Form == "poem", file.Language).SelectMany(item => new FortuneRows(
            file, item, context, package.Provenance(FortuneFiles.Licences[package.Name], $"{file.Path}#{item.Number}")).All());
    }
}

/// <summary>A file of sayings whose name says what they are.</summary>
/// <param name="Package">The Debian package.</param>
/// <param name="Path">The file below the package's folder of fortunes.</param>
/// <param name="Language">The taxonomy's language.</param>
/// <param name="Form">What its items are: quote, joke, poem, proverb, law or riddle.</param>
/// <param name="Topic">A key of the phrases' topics, or null when the file is about everything.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Style">The taxonomy's style, or null.</param>
internal sealed record FortuneFile(string Package, string Path, string Language, string Form, string? Topic, string Domain, string? Style);

/// <summary>
/// The files of sayings that are used. Those whose topic invites smut, slurs or private talk are left out, and so are all offensive
/// sections.
/// </summary>
internal static class FortuneFiles
{
    /// <summary>Licences by package, as their copyright files state them.</summary>
    public static IReadOnlyDictionary<string, string> Licences { get; } = new Dictionary<string, string>
    {
        ["fortunes"] = "BSD-3-Clause",
        ["fortunes-min"] = "BSD-3-Clause",
        ["fortunes-de"] = "GPL-2.0-or-later",
        ["fortunes-es"] = "LicenseRef-fortunes-es-public-domain",
        ["fortunes-it"] = "LicenseRef-fortune-it-public-domain",
        ["fortunes-ru"] = "GPL-2.0-only",
        ["fortunes-pl"] = "GPL-2.0-or-later",
        ["fortunes-cs"] = "GPL-3.0-or-later",
        ["fortunes-br"] = "GPL-2.0-or-later",
        ["fortunes-zh"] = "GPL-3.0-or-later",
    };

    /// <summary>All files, grouped by package.</summary>
    public static IReadOnlyList<FortuneFile> All { get; } =
    [
        .. Of("fortunes", "English", "",
            "art quote art Culture -", "computers joke computers Technology Informal", "linux joke computers Technology Informal",
            "linuxcookie quote computers Technology Informal",
            "perl quote computers Technology Informal", "education quote education SocialSciences -", "food joke food Culture Informal",
            "humorists quote - Culture Custom",
            "kids joke family Culture Informal", "law joke law Legal Informal", "medicine joke medicine Medical Informal",
            "news quote politics SocialSciences -", "people quote people Culture -",
            "pets joke animals Culture Informal", "platitudes quote wisdom Culture -", "politics quote politics SocialSciences -",
            "science quote science Sciences -",
            "songs-poems poem - Culture Custom", "sports joke sports Culture Informal", "tao quote wisdom Culture Custom",
            "wisdom quote wisdom Culture -", "work joke work SocialSciences Informal", "cookie quote - Culture -"),
        .. Of("fortunes-min", "English", "", "literature quote art Culture Custom", "riddles riddle - Culture Informal"),
        .. Of("fortunes-de", "German", "de/",
            "anekdoten joke people Culture Informal", "computer joke computers Technology Informal", "gedichte poem - Culture Custom",
            "letzteworte joke work Culture Informal",
            "mathematiker joke mathematics Math Informal", "murphy law - Culture Informal", "regeln proverb - Culture Custom",
            "sprichworte proverb - Culture -", "sprueche quote life Culture -",
            "stilblueten joke - Culture Informal", "wusstensie joke - Culture Informal", "zitate quote - Culture -",
            "brot joke food Culture Informal"),
        .. Of("fortunes-es", "Spanish", "es/",
            "amistad.fortunes quote friendship Culture -", "arte.fortunes quote art Culture -",
            "asimov.fortunes quote science Sciences Custom", "ciencia.fortunes quote science Sciences -",
            "familia.fortunes quote family SocialSciences -", "filosofia.fortunes quote wisdom SocialSciences -",
            "humanos.fortunes quote people SocialSciences -", "informatica.fortunes joke computers Technology Informal",
            "lao-tse.fortunes quote wisdom Culture Custom", "leydemurphy.fortunes law - Culture Informal",
            "libertad.fortunes quote freedom SocialSciences -", "nietzsche.fortunes quote wisdom Culture Custom",
            "pintadas.fortunes joke - Culture Informal", "poder.fortunes quote politics SocialSciences -",
            "proverbios.fortunes proverb - Culture -", "refranes.fortunes proverb - Culture Custom",
            "sabiduria.fortunes quote wisdom Culture -", "schopenhauer.fortunes quote wisdom Culture Custom",
            "sentimientos.fortunes quote feelings Culture -", "verdad.fortunes quote truth Culture -",
            "vida.fortunes quote life Culture -"),
        .. Of("fortunes-it", "Italian", "it/",
            "computer joke computers Technology Informal", "leggi law - Culture Informal", "italia quote - Culture -",
            "norm quote - Culture -", "formiche joke - Culture Informal", "adams quote - Culture Custom"),
        .. Of("fortunes-ru", "Russian", "ru/",
            "art quote art Culture -", "book quote art Culture -", "computer joke computers Technology Informal",
            "education quote education SocialSciences -", "friendship quote friendship Culture -",
            "freewill quote freedom SocialSciences -",
            "future quote time Culture -", "genious quote wisdom Culture -", "happy quote happiness Culture -",
            "ill quote medicine Medical -", "knowledge quote science Sciences -", "life quote life Culture -",
            "murphy law - Culture Informal", "polit quote politics SocialSciences -", "programming joke computers Technology Informal",
            "religion quote religion Culture -", "success quote work Culture -",
            "time quote time Culture -", "truth quote truth Culture -", "war quote war SocialSciences -", "wealth quote money Finance -",
            "work quote work SocialSciences -", "armenian joke - Culture Informal"),
        .. Of("fortunes-pl", "Polish", "pl/",
            "haiku poem - Culture Custom", "seneka quote wisdom Culture Custom", "zen quote wisdom Culture Custom",
            "milosc quote love Culture -", "komputery joke computers Technology Informal",
            "stachura poem - Culture Custom", "dowcipy-naukowcy joke science Sciences Informal",
            "lcamtuf joke computers Technology Informal"),
        .. Of("fortunes-cs", "Czech", "cs/",
            "cimrman quote - Culture Custom", "citace quote - Culture -", "citat quote wisdom Culture Custom",
            "klasik-cz quote - Culture -", "murphy law - Culture Informal", "parkinson law work SocialSciences Informal",
            "prislovi proverb - Culture Custom", "stoa1 quote wisdom Culture Custom", "pocitace joke computers Technology Informal",
            "plihal poem - Culture Custom", "jerome joke - Culture Custom", "hornicek quote - Culture Custom",
            "vodnansky poem - Culture Custom", "market quote money Finance -", "rdvcitaty quote - Culture -", "guth quote - Culture Custom",
            "ignac quote - Culture Custom", "josef joke - Culture Informal"),
        .. Of("fortunes-br", "Portuguese", "", "brasil joke - Culture Informal"),
        .. Of("fortunes-zh", "Chinese", "",
            "tang300 poem - Culture Custom", "song100 poem - Culture Custom", "chinese quote - Unspecified -"),
    ];

    private static IEnumerable<FortuneFile> Of(string package, string language, string folder, params string[] files) =>
        from file in files
        let words = file.Split(' ')
        select new FortuneFile(package, folder + words[0], language, words[1], Known(words[2]), words[3], Known(words[4]));

    private static string? Known(string word) => word == "-" ? null : word;
}
