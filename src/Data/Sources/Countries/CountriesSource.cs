using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.IsoCodes;

namespace TreasureMarkers.Data.Sources.Countries;

/// <summary>A table of the world's countries: areas, neighbours, currencies, languages and codes.</summary>
internal sealed class CountriesSource : IDataSource
{
    private const string Package = "world-countries";

    private const string Version = "5.1.0";

    /// <summary>Comparisons per language and split.</summary>
    private const int Comparisons = 130;

    private const int HeldOutComparisons = 15;

    /// <inheritdoc/>
    public string Name => "countries";

    /// <inheritdoc/>
    public string Coverage => "facts about countries, and comparisons of them";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
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
    };

    /// <summary>The licence of a row: the table's, and that of iso-codes, which lends it names in every language but English.</summary>
    /// <param name="language">The taxonomy's name of the row's language.</param>
    public static string Licence(string language) => language == "English" ? "ODbL-1.0" : "ODbL-1.0 AND LGPL-2.1-or-later";

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.NpmAsync(Package, Version, ct);
        var iso = await context.TryFetchAsync("iso-codes", "names of currencies and languages", store => store.DebianAsync("iso-codes", ct));
        var countries = CountryReader.Read(package.ReadText("countries.json"));
        var names = new CountryNames(countries, iso is null ? [] : IsoCodesReader.Read(iso.Path, context.Languages));
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            ct.ThrowIfCancellationRequested();
            Country[] named = [.. countries.Where(c => names.Country(c.Code3, language) is not null)];
            foreach (var draft in named.SelectMany(c => new CountryRows(c, names, language, context, package).All()).Concat(Lists(named, names, language, context, package)))
            {
                sink.Add(draft);
            }
        }

        return $"{Package} {package.Version}, {countries.Count} countries";
    }

    /// <summary>Comparisons for training hold no held-out country; those for evaluation hold only such.</summary>
    private static IEnumerable<RowDraft> Lists(Country[] named, CountryNames names, string language, SourceContext context, PackageFolder package) =>
        named.Where(c => c.Area is not null).GroupBy(c => context.IsHeldOut(c.Group)).Where(g => g.Count() >= 3).SelectMany(split => new CountryListRows(
            [.. split], names, language, context, package, split.Key ? DataSplit.Eval : DataSplit.Train).All(split.Key ? HeldOutComparisons : Comparisons));
}
