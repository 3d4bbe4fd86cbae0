using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>
/// The messages of programs in all languages they are translated to, and the regions and chemical elements that two of them know.
/// </summary>
internal sealed class GettextSource() : PackageSource(
    "gettext",
    "most translations, and questions about places and elements",
    new Dictionary<string, int>
    {
        ["catalogue-translate"] = 3200,
        ["catalogue-translate-format"] = 400,
        ["catalogue-label"] = 350,
        ["catalogue-list"] = 300,
        ["catalogue-area"] = 250,
        ["catalogue-language"] = 200,
        ["geography-country"] = 450,
        ["geography-capital"] = 450,
        ["geography-place"] = 220,
        ["geography-choice"] = 200,
        ["geography-regions"] = 200,
        ["element"] = 350,
        ["element-format"] = 250,
        ["element-origin"] = 120,
        ["chemistry-term"] = 200,
    })
{
    private const string Elements = "bodr";

    /// <inheritdoc/>
    protected override IEnumerable<SourcePackage> Packages(IReadOnlyList<DataLanguage> languages) =>
    [
        .. CataloguePackage.All.SelectMany(program => program.Packages(languages).Select(name => new SourcePackage(name, program.Lost))),
        new(Elements, "the chemical elements"),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var elements = folders.FirstOrDefault(f => f.Name == Elements);
        foreach (var program in CataloguePackage.All)
        {
            var names = program.Packages(context.Languages).ToHashSet();
            PackageFolder[] own = [.. folders.Where(f => names.Contains(f.Name))];
            if (own.Length == 0)
            {
                continue;
            }

            var catalogues = ProgramCatalogues.Read(own, context.Languages);
            var records = program.Area switch
            {
                "geography" => GeographyReader.Read(own[0], catalogues).SelectMany(map => new GeographyRows(map, context, own[0]).All()),
                "chemistry" => Chemistry(own[0], elements, catalogues, context),
                _ => [],
            };
            foreach (var draft in Messages(program, own[0], catalogues, context).Concat(records))
            {
                yield return draft;
            }
        }
    }

    private static IEnumerable<RowDraft> Messages(
        CataloguePackage program, PackageFolder folder, ProgramCatalogues catalogues, SourceContext context)
    {
        // Names of places are no messages: their rows are the records'.
        var messages = CatalogueReader.Read(catalogues, program.Domain)
            .Where(m => !m.Key.Contains(".kgm\u0004", StringComparison.Ordinal)).ToList();
        context.Report($"{program.Name}: {messages.Count} messages");
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            var known = messages.Where(m => m.Texts.ContainsKey(language)).ToList();
            var lists = known.GroupBy(m => context.IsHeldOut(m.Group)).SelectMany(split => new CatalogueListRows(
                [.. split], language, program, folder, context, split.Key ? DataSplit.Eval : DataSplit.Train).All());
            foreach (var draft in known.SelectMany(m => new CatalogueRows(m, language, program, folder, context).All()).Concat(lists))
            {
                yield return draft;
            }
        }
    }

    private static IEnumerable<RowDraft> Chemistry(
        PackageFolder folder, PackageFolder? elements, ProgramCatalogues catalogues, SourceContext context) =>
    [
        .. ChemistryTerms.Read(folder, catalogues).SelectMany(term => new ChemistryTermRows(term, context, folder).All()),
        .. elements is null ? [] : ElementReader.Read(elements, catalogues).SelectMany(e => new ElementRows(e, context, elements).All()),
    ];
}

/// <summary>A program whose catalogues are read.</summary>
/// <param name="Name">The Debian package, or with <c>{0}</c> one package per language.</param>
/// <param name="Area">What its messages are about, a key of the phrases' table <c>catalogue.area</c>.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Licence">SPDX, of the catalogues.</param>
/// <param name="Lost">What the data lacks without it.</param>
internal sealed record CataloguePackage(string Name, string Area, string Domain, string Licence, string Lost)
{
    /// <summary>All programs, in the order in which they are read.</summary>
    public static IReadOnlyList<CataloguePackage> All { get; } =
    [
        new("gnucash-common", "finance", "Finance", "GPL-2.0-or-later", "translated texts about bookkeeping"),
        new("gnumed-client", "medicine", "Medical", "GPL-2.0-or-later", "translated texts about medical practice"),
        new("kalzium-data", "chemistry", "Sciences", "GPL-2.0-or-later", "translated texts about chemistry and the elements' names"),
        new("kgeography-data", "geography", "SocialSciences", "GPL-2.0-or-later", "regions and capitals"),
        new("gbrainy", "puzzles", "Math", "GPL-2.0-or-later", "translated puzzles"),
        new("libgtk-3-common", "programming", "Technology", "LGPL-2.0-or-later", "translated texts about user interfaces"),
        new("python3-django", "web", "Technology", "BSD-3-Clause", "translated texts of web sites"),
        new("gimp-data", "graphics", "Technology", "GPL-3.0-or-later", "translated texts about images"),
        new("evolution-common", "mail", "Technology", "LGPL-2.0-only OR LGPL-3.0-only", "translated texts about mail and calendars"),
        new("vlc-l10n", "video", "Technology", "GPL-2.0-or-later", "translated texts about video and sound"),
        new("libreoffice-l10n-{0}", "office", "Technology", "MPL-2.0", "translated texts about office documents"),
    ];

    /// <summary>The packages to fetch for these languages.</summary>
    public IEnumerable<string> Packages(IReadOnlyList<DataLanguage> languages) => Name.Contains("{0}", StringComparison.Ordinal)
        ? languages.Where(l => l.Name != "English").Select(l => Name.Replace("{0}", Suffix(l), StringComparison.Ordinal))
        : [Name];

    /// <summary>How Debian writes the locale in package names: lower case with a hyphen.</summary>
    private static string Suffix(DataLanguage language) => language.Locales[0].Replace('_', '-').ToLowerInvariant();
}
