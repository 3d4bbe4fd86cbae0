using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Countries;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Countries;

public class CountryTests
{
    private static readonly IReadOnlyList<Country> Countries = CountryReader.Read(
        Fixture.Package("world-countries").ReadText("countries.json"));

    private static readonly CountryNames Names = new(Countries, IsoCodesReader.Read(Fixture.IsoCodes, DataLanguage.All));

    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void An_example_row()
    {
        var rows = new CountryRows(Find("MT"), Names, "English", ReferenceContext.Create("1"), Fixture.Package("world-countries"));
        ExampleRow.Match(rows.All().First(d => d.Kind == "country-record"), "countries");
    }

    [Fact]
    public void A_country_has_its_facts_and_its_names()
    {
        var germany = Find("DE");
        Assert.Equal(
            ("DEU", "Europe", "357114", ".de", "+49", "Berlin"),
            (germany.Code3, germany.Region, germany.Area, germany.Domain, germany.Dial, germany.Capital));
        Assert.Equal([("EUR", "Euro")], germany.Currencies);
        Assert.Equal([("deu", "German")], germany.Languages);
        Assert.Equal(9, germany.Borders.Count);
        Assert.Equal(("Allemagne", "République fédérale d'Allemagne"), (germany.Names["French"], germany.OfficialNames["French"]));
        Assert.Equal(4, Find("CH").Languages.Count);
    }

    [Fact]
    public void What_is_not_known_or_not_one_is_null_and_slips_are_mended()
    {
        Assert.Null(Find("SJ").Area);
        Assert.Equal("+7", Find("RU").Dial);
        Assert.Equal("Şili", Find("CL").Names["Turkish"]);
    }

    [Fact]
    public void Another_table_is_refused()
    {
        Assert.Throws<SourceException>(() => CountryReader.Read("{}"));
        Assert.Throws<SourceException>(() => CountryReader.Read("""[{"cca2": "DE"}]"""));
        Assert.Throws<SourceException>(() => CountryReader.Read("no table"));
    }

    [Fact]
    public void Names_that_the_table_lacks_are_those_of_iso_codes()
    {
        Assert.Equal("Deutschland", Names.Country("DEU", "German"));
        Assert.Equal("Alemanha", Names.Country("DEU", "Portuguese"));
        Assert.Null(Names.Country("XYZ", "German"));
        Assert.Equal("Euro", Names.Currency(("EUR", "Euro"), "English"));
    }

    [Fact]
    public void A_country_s_rows_state_its_facts_in_every_format()
    {
        var drafts = Drafts(["English", "German", "Japanese", "Persian"]);
        var rows = Annotated.All(drafts);
        Assert.All(rows, r => Assert.Equal("SocialSciences", r.Markers["domain"]));
        Assert.Equal(
            [.. AnswerFormat.All.Append("MCQAnswer").Order(StringComparer.Ordinal)],
            drafts.Select(d => d.Format).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(drafts, d => d is { Kind: "country-fact", Lang: "English", Answer: "Berlin" });
        Assert.Contains(drafts, d => d.Lang == "German" && d.Answer.Contains("357114 km²", StringComparison.Ordinal));
        Assert.Contains(drafts, d => d is { Lang: "English", Answer: "Malta has no land borders." });
        Assert.All(drafts.Where(d => d.Kind == "country-translate"), d => Assert.Equal("Translation", d.Source));
        // What stands in an extracted record stands in the text.
        Assert.All(drafts.Where(d => d is { Kind: "country-extract", Format: "Enumeration" }), d => Assert.All(d.Answer.Split('\n'), line =>
            Assert.Contains(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..], d.Prompt, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_country_stays_in_the_split_and_group_that_it_has_in_iso_codes()
    {
        var context = ReferenceContext.Create("1") with { IsHeldOut = g => g == "iso-codes/country/MT" };
        var drafts = Countries.SelectMany(c => new CountryRows(c, Names, "English", context, Fixture.Package("world-countries")).All())
            .ToList();
        Assert.All(
            drafts, d => Assert.Equal(d.Group.EndsWith("/MT", StringComparison.Ordinal) ? DataSplit.Eval : DataSplit.Train, d.Split));
        Assert.Equal(2, drafts.Select(d => d.Split).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_country_is_spoken_of_in_every_language(string language)
    {
        // A name in no script, so that what is left is the phrases' own.
        var named = DataLanguage.All.ToDictionary(l => l.Name, _ => "100");
        var country = new Country("XX", "XXX", "Asia", "12", ".xx", "+1", null, named, named, [], [], []);
        var rows = Annotated.All(
            new CountryRows(
                country, new CountryNames([country], []), language, ReferenceContext.Create("1"),
                Fixture.Package("world-countries")).All());
        Assert.True(rows.Count >= 9);
        var style = LanguageStyle.Of(language);
        Assert.Contains(rows, r => r.Messages[^1].Content.EndsWith(style.FullStop, StringComparison.Ordinal)
            && Markers.Measurement.LanguageFeatures.Script(r.Messages[^1].Content) == style.Script);
    }

    [Theory]
    [InlineData("English")]
    [InlineData("French")]
    [InlineData("Turkish")]
    [InlineData("Persian")]
    [InlineData("Japanese")]
    [InlineData("Korean")]
    public void The_largest_is_under_its_letter_and_the_order_is_by_area(string language)
    {
        var named = Countries.Where(c => c.Area is not null && Names.Country(c.Code3, language) is not null).ToList();
        Assert.Equal(5, named.Count);
        var drafts = new CountryListRows(
            named, Names, language, ReferenceContext.Create("1"), Fixture.Package("world-countries"), DataSplit.Train).All(10).ToList();
        string[] bySize =
        [
            .. named.OrderByDescending(c => double.Parse(c.Area!, System.Globalization.CultureInfo.InvariantCulture))
                .Select(c => Names.Country(c.Code3, language)!),
        ];
        Assert.All(drafts.Where(d => d.Kind == "country-largest"), d =>
        {
            var options = d.Prompt.Split('\n').Where(l => l.Length > 3 && l[1] == ')').ToArray();
            Assert.StartsWith(
                $"{d.Answer[0]}) {bySize.First(n => options.Any(o => o[3..] == n))}", options[d.Answer[0] - 'A'], StringComparison.Ordinal);
        });
        Assert.All(drafts.Where(d => d.Kind == "country-sort"), d =>
        {
            var places = bySize.Select(n => d.Answer.IndexOf(n, StringComparison.Ordinal)).Where(i => i >= 0).ToArray();
            Assert.Equal(places.Order(), places);
        });
    }

    private static Country Find(string code) => Countries.Single(c => c.Code == code);

    private static List<RowDraft> Drafts(string[] languages) =>
        [.. Enumerable.Range(0, 12).SelectMany(seed => languages.SelectMany(language => Countries
        .Where(c => Names.Country(c.Code3, language) is not null)
        .SelectMany(
            c => new CountryRows(c, Names, language, ReferenceContext.Create($"{seed}"), Fixture.Package("world-countries")).All())))];
}
