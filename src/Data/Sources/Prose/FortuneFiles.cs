namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>The files of sayings that are used. Those whose topic invites smut, slurs or private talk are left out, and so are all offensive sections.</summary>
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
            "art quote art Culture -", "computers joke computers Technology Informal", "linux joke computers Technology Informal", "linuxcookie quote computers Technology Informal",
            "perl quote computers Technology Informal", "education quote education SocialSciences -", "food joke food Culture Informal", "humorists quote - Culture Custom",
            "kids joke family Culture Informal", "law joke law Legal Informal", "medicine joke medicine Medical Informal", "news quote politics SocialSciences -", "people quote people Culture -",
            "pets joke animals Culture Informal", "platitudes quote wisdom Culture -", "politics quote politics SocialSciences -", "science quote science Sciences -",
            "songs-poems poem - Culture Custom", "sports joke sports Culture Informal", "tao quote wisdom Culture Custom", "wisdom quote wisdom Culture -", "work joke work SocialSciences Informal", "cookie quote - Culture -"),
        .. Of("fortunes-min", "English", "", "literature quote art Culture Custom", "riddles riddle - Culture Informal"),
        .. Of("fortunes-de", "German", "de/",
            "anekdoten joke people Culture Informal", "computer joke computers Technology Informal", "gedichte poem - Culture Custom", "letzteworte joke work Culture Informal",
            "mathematiker joke mathematics Math Informal", "murphy law - Culture Informal", "regeln proverb - Culture Custom", "sprichworte proverb - Culture -", "sprueche quote life Culture -",
            "stilblueten joke - Culture Informal", "wusstensie joke - Culture Informal", "zitate quote - Culture -", "brot joke food Culture Informal"),
        .. Of("fortunes-es", "Spanish", "es/",
            "amistad.fortunes quote friendship Culture -", "arte.fortunes quote art Culture -", "asimov.fortunes quote science Sciences Custom", "ciencia.fortunes quote science Sciences -",
            "familia.fortunes quote family SocialSciences -", "filosofia.fortunes quote wisdom SocialSciences -", "humanos.fortunes quote people SocialSciences -", "informatica.fortunes joke computers Technology Informal",
            "lao-tse.fortunes quote wisdom Culture Custom", "leydemurphy.fortunes law - Culture Informal", "libertad.fortunes quote freedom SocialSciences -", "nietzsche.fortunes quote wisdom Culture Custom",
            "pintadas.fortunes joke - Culture Informal", "poder.fortunes quote politics SocialSciences -", "proverbios.fortunes proverb - Culture -", "refranes.fortunes proverb - Culture Custom",
            "sabiduria.fortunes quote wisdom Culture -", "schopenhauer.fortunes quote wisdom Culture Custom", "sentimientos.fortunes quote feelings Culture -", "verdad.fortunes quote truth Culture -", "vida.fortunes quote life Culture -"),
        .. Of("fortunes-it", "Italian", "it/", "computer joke computers Technology Informal", "leggi law - Culture Informal", "italia quote - Culture -", "norm quote - Culture -", "formiche joke - Culture Informal", "adams quote - Culture Custom"),
        .. Of("fortunes-ru", "Russian", "ru/",
            "art quote art Culture -", "book quote art Culture -", "computer joke computers Technology Informal", "education quote education SocialSciences -", "friendship quote friendship Culture -", "freewill quote freedom SocialSciences -",
            "future quote time Culture -", "genious quote wisdom Culture -", "happy quote happiness Culture -", "ill quote medicine Medical -", "knowledge quote science Sciences -", "life quote life Culture -",
            "murphy law - Culture Informal", "polit quote politics SocialSciences -", "programming joke computers Technology Informal", "religion quote religion Culture -", "success quote work Culture -",
            "time quote time Culture -", "truth quote truth Culture -", "war quote war SocialSciences -", "wealth quote money Finance -", "work quote work SocialSciences -", "armenian joke - Culture Informal"),
        .. Of("fortunes-pl", "Polish", "pl/",
            "haiku poem - Culture Custom", "seneka quote wisdom Culture Custom", "zen quote wisdom Culture Custom", "milosc quote love Culture -", "komputery joke computers Technology Informal",
            "stachura poem - Culture Custom", "dowcipy-naukowcy joke science Sciences Informal", "lcamtuf joke computers Technology Informal"),
        .. Of("fortunes-cs", "Czech", "cs/",
            "cimrman quote - Culture Custom", "citace quote - Culture -", "citat quote wisdom Culture Custom", "klasik-cz quote - Culture -", "murphy law - Culture Informal", "parkinson law work SocialSciences Informal",
            "prislovi proverb - Culture Custom", "stoa1 quote wisdom Culture Custom", "pocitace joke computers Technology Informal", "plihal poem - Culture Custom", "jerome joke - Culture Custom", "hornicek quote - Culture Custom",
            "vodnansky poem - Culture Custom", "market quote money Finance -", "rdvcitaty quote - Culture -", "guth quote - Culture Custom", "ignac quote - Culture Custom", "josef joke - Culture Informal"),
        .. Of("fortunes-br", "Portuguese", "", "brasil joke - Culture Informal"),
        .. Of("fortunes-zh", "Chinese", "", "tang300 poem - Culture Custom", "song100 poem - Culture Custom", "chinese quote - Unspecified -"),
    ];

    private static IEnumerable<FortuneFile> Of(string package, string language, string folder, params string[] files) =>
        from file in files
        let words = file.Split(' ')
        select new FortuneFile(package, folder + words[0], language, words[1], Known(words[2]), words[3], Known(words[4]));

    private static string? Known(string word) => word == "-" ? null : word;
}
