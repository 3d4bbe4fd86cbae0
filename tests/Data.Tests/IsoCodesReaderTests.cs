using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Catalogues;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests;

public class IsoCodesReaderTests
{
    private static readonly IReadOnlyList<IsoEntry> Entries = IsoCodesReader.Read(Fixture.IsoCodes, DataLanguage.All);

    [Fact]
    public void An_entry_has_codes_and_names()
    {
        var germany = Entries.Single(e => e is { Kind: "country", Code: "DE" });
        Assert.Equal(("DEU", "276"), (germany.Code3, germany.Number));
        Assert.Equal(("Germany", "Deutschland", "ドイツ", "Alemanha", "Allemagne"), (germany.Names["English"], germany.Names["German"], germany.Names["Japanese"], germany.Names["Portuguese"], germany.Names["French"]));
        Assert.Equal("Bundesrepublik Deutschland", germany.OfficialNames["German"]);
        Assert.False(germany.Names.ContainsKey("Korean"));
    }

    [Fact]
    public void The_usual_name_is_taken() => Assert.Equal("Bolivia", Entries.Single(e => e.Code == "BO").Names["English"]);

    [Theory]
    [InlineData("afa")]
    [InlineData("XAU")]
    [InlineData("Zxxx")]
    public void Collective_and_bookkeeping_entries_are_left_out(string code) => Assert.DoesNotContain(Entries, e => e.Code == code || e.Code3 == code);

    [Fact]
    public void A_damaged_catalogue_is_refused()
    {
        var file = File.ReadAllBytes(Path.Combine(Fixture.IsoCodes, "usr/share/locale/de/LC_MESSAGES/iso_3166-1.mo"));
        Assert.NotEmpty(MoCatalogue.Read(file));
        Assert.Throws<SourceException>(() => MoCatalogue.Read(file.AsSpan(0, 60)));
        Assert.Throws<SourceException>(() => MoCatalogue.Read("no catalogue, just a text of some length"u8));
    }
}
