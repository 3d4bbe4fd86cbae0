using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources.Gettext;
using TreasureMarkers.Data.Sources.IsoCodes;

namespace TreasureMarkers.Data.Sources.Countries;

/// <summary>
/// A table of the world's countries, npm's world-countries: areas, neighbours, currencies, languages and codes. iso-codes lends it
/// names in the languages that the table does not have.
/// </summary>
internal sealed class CountriesSource() : PackageSource(
    "countries",
    "facts about countries, and comparisons of them",
    new Dictionary<string, int>
    {
        ["country-fact"] = 400,
        ["country-list"] = 130,
        ["country-choice"] = 80,
        ["country-record"] = 220,
        ["country-about"] = 130,
        ["country-extract"] = 100,
        ["country-translate"] = 100,
        ["country-largest"] = 100,
        ["country-sort"] = 120,
    },
    new SourcePackage("world-countries", NpmVersion: "5.1.0"),
    new SourcePackage("iso-codes", "names of currencies and languages"),
    new SourcePackage("kgeography-data", "names of capitals in other languages than English"))
{
    /// <summary>Comparisons per language and split.</summary>
    private const int Comparisons = 130;

    private const int HeldOutComparisons = 15;

    /// <summary>The licence of a row: the table's, and that of iso-codes, which lends it names in every language but English.</summary>
    /// <param name="language">The taxonomy's name of the row's language.</param>
    public static string Licence(string language) => language == "English" ? "ODbL-1.0" : "ODbL-1.0 AND LGPL-2.1-or-later";

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        var package = folders[0];
        var countries = CountryReader.Read(package.ReadText("countries.json"));
        var iso = folders.FirstOrDefault(f => f.Name == "iso-codes");
        var maps = folders.FirstOrDefault(f => f.Name == "kgeography-data");
        var names = new CountryNames(
            countries, iso is null ? [] : IsoCodesReader.Read(iso.Path, context.Languages),
            maps is null ? null : ProgramCatalogues.Read([maps], context.Languages));
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            Country[] named = [.. countries.Where(c => names.Country(c.Code3, language) is not null)];
            var facts = named.SelectMany(c => new CountryRows(c, names, language, context, package).All());
            foreach (var draft in facts.Concat(Lists(named, names, language, context, package)))
            {
                yield return draft;
            }
        }
    }

    /// <summary>Comparisons for training hold no held-out country; those for evaluation hold only such.</summary>
    private static IEnumerable<RowDraft> Lists(
        Country[] named, CountryNames names, string language, SourceContext context, PackageFolder package) =>
        from split in named.Where(c => c.Area is not null).GroupBy(c => context.IsHeldOut(c.Group))
        where split.Count() >= 3
        let rows = new CountryListRows([.. split], names, language, context, package, split.Key ? DataSplit.Eval : DataSplit.Train)
        from draft in rows.All(split.Key ? HeldOutComparisons : Comparisons)
        select draft;
}
