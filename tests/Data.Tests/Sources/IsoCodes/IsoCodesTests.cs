using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.IsoCodes;

public class IsoCodesTests
{
    private static readonly IReadOnlyList<IsoEntry> Entries = IsoCodesReader.Read(Fixture.IsoCodes, DataLanguage.All);

    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void An_example_row()
    {
        var germany = Entries.Single(e => e is { Kind: "country", Code: "DE" });
        ExampleRow.Match(
            new IsoRows(germany, "French", Context(_ => false), "4.15.0-1").All().First(d => d.Kind == "iso-about"), "iso-codes");
    }

    [Fact]
    public void An_entry_has_codes_and_names()
    {
        var germany = Entries.Single(e => e is { Kind: "country", Code: "DE" });
        Assert.Equal(("DEU", "276"), (germany.Code3, germany.Number));
        Assert.Equal(
            ("Germany", "Deutschland", "ドイツ", "Alemanha", "Allemagne"),
            (germany.Names["English"], germany.Names["German"], germany.Names["Japanese"], germany.Names["Portuguese"],
                germany.Names["French"]));
        Assert.Equal("Bundesrepublik Deutschland", germany.OfficialNames["German"]);
        Assert.False(germany.Names.ContainsKey("Korean"));
    }

    [Fact]
    public void The_usual_name_is_taken() => Assert.Equal("Bolivia", Entries.Single(e => e.Code == "BO").Names["English"]);

    [Theory]
    [InlineData("afa")]
    [InlineData("XAU")]
    [InlineData("Zxxx")]
    public void Collective_and_bookkeeping_entries_are_left_out(string code) =>
        Assert.DoesNotContain(Entries, e => e.Code == code || e.Code3 == code);

    [Fact]
    public void A_damaged_catalogue_is_refused()
    {
        var file = File.ReadAllBytes(Path.Combine(Fixture.IsoCodes, "usr/share/locale/de/LC_MESSAGES/iso_3166-1.mo"));
        Assert.NotEmpty(MoCatalogue.Read(file));
        Assert.Throws<SourceException>(() => MoCatalogue.Read(file.AsSpan(0, 60)));
        Assert.Throws<SourceException>(() => MoCatalogue.Read("no catalogue, just a text of some length"u8));
    }

    [Fact]
    public void Rows_about_an_entry_keep_the_split_that_lists_were_made_by()
    {
        var rows = Entries.SelectMany(e => new IsoRows(e, "English", Context(e => e.EndsWith('E')), "1").All()).ToList();
        Assert.All(rows, row => Assert.Equal(row.Group.EndsWith('E') ? DataSplit.Eval : DataSplit.Train, row.Split));
        Assert.Equal([DataSplit.Eval, DataSplit.Train], rows.Select(r => r.Split).Distinct().Order());
        var list = new IsoListRows([.. Entries.Where(e => e.Kind == "country")], "English", Context(_ => false), "1", DataSplit.Eval)
            .All(5);
        Assert.All(list, row => Assert.Equal((DataSplit.Eval, "Others"), (row.Split, row.Source)));
    }

    [Fact]
    public void Records_set_in_sentences_are_others_data_and_names_are_translations()
    {
        var rows = Entries.SelectMany(e => new IsoRows(e, "English", Context(_ => false), "1").All()).ToList();
        Assert.All(rows, row => Assert.Equal(row.Task == "Translation" ? "Translation" : "Others", row.Source));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void An_entry_is_spoken_of_in_every_language(string language)
    {
        var entry = new IsoEntry("country", "DE", "DEU", "276");
        foreach (var other in DataLanguage.All)
        {
            // A name in no script, so that what is left is the phrases' own.
            entry.Names[other.Name] = "100";
        }

        var rows = new IsoRows(entry, language, Context(_ => false), "1").All().ToList();
        Assert.True(rows.Count > 15);
        Assert.All(rows, row => Assert.Equal(language, RowAssembler.Annotate(row)!.Markers["lang"]));
        var style = LanguageStyle.Of(language);
        var sentences = rows.Where(r => r is { Kind: "iso-about", Format: null }).Select(r => r.Answer).ToList();
        Assert.All(sentences, s => Assert.EndsWith(style.FullStop, s, StringComparison.Ordinal));
        Assert.All(sentences, s => Assert.Equal(style.Script, Markers.Measurement.LanguageFeatures.Script(s)));
    }

    private static SourceContext Context(Func<string, bool> isHeldOut) =>
        new(new PackageStore(Path.GetTempPath()), DataLanguage.All, "1", isHeldOut, _ => { }, _ => { });
}
