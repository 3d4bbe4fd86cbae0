using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Tests;

public class IsoRowsTests
{
    private static readonly IReadOnlyList<IsoEntry> Entries = IsoCodesReader.Read(Fixture.IsoCodes, DataLanguage.All);

    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void Rows_about_an_entry_keep_the_split_that_lists_were_made_by()
    {
        var rows = Entries.SelectMany(e => new IsoRows(e, "English", Context(e => e.EndsWith('E')), "1").All()).ToList();
        Assert.All(rows, row => Assert.Equal(row.Group.EndsWith('E') ? DataSplit.Eval : DataSplit.Train, row.Split));
        Assert.Equal([DataSplit.Eval, DataSplit.Train], rows.Select(r => r.Split).Distinct().Order());
        var list = new IsoListRows([.. Entries.Where(e => e.Kind == "country")], "English", DataLanguage.All, ("1", "1"), DataSplit.Eval).All(5);
        Assert.All(list, row => Assert.Equal((DataSplit.Eval, "Others"), (row.Split, row.Source)));
    }

    [Fact]
    public void Records_set_in_sentences_are_others_data_and_names_are_translations()
    {
        var rows = Entries.SelectMany(e => new IsoRows(e, "English", Context(_ => false), "1").All()).ToList();
        Assert.All(rows, row => Assert.Equal(row.Task == "Translation" ? "Translation" : "Others", row.Source));
        var packages = DebianIndexReader.Read(Fixture.Lists, DataLanguage.All)
            .SelectMany(p => p.Descriptions.Keys.SelectMany(l => new PackageRows(p, l, DataLanguage.All, "1").All()));
        Assert.Equal(["Human", "Others", "Translation"], packages.Select(r => r.Source).Distinct().Order());
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
