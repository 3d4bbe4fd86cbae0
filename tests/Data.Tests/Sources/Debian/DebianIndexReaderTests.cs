using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.Debian;

public class DebianIndexReaderTests
{
    private static readonly IReadOnlyList<DebianPackage> Packages = DebianIndexReader.Read(Fixture.Lists, DataLanguage.All);

    [Fact]
    public void Example_row() => ExampleRow.Match(
        new PackageRows(Packages.Single(p => p.Name == "0ad"), "German", DataLanguage.All, "1").All().First(), "debian-index");

    [Fact]
    public void A_package_has_its_fields_and_its_descriptions_by_language()
    {
        var game = Packages.Single(p => p.Name == "0ad");
        Assert.Equal(("0ad", "games", "https://play0ad.com/"), (game.Source, game.Section, game.Homepage));
        Assert.Contains("game::strategy", game.Tags);
        Assert.Equal("Real-time strategy game of ancient warfare", game.Descriptions["English"].Synopsis);
        Assert.Equal("Echtzeit-Strategiespiel über antike Kriegsführung", game.Descriptions["German"].Synopsis);
        Assert.Contains("ist ein freies, quelloffenes, plattformübergreifendes Echtzeit-Strategiespiel (RTS)", game.Descriptions["German"].Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_unspaced_scripts_are_joined_without_spaces() =>
        Assert.Contains("古代戦争のリアルタイム戦略ゲーム", Packages.Single(p => p.Name == "0ad").Descriptions["Japanese"].Body, StringComparison.Ordinal);

    [Fact]
    public void A_paragraph_that_siblings_share_stays_with_the_first()
    {
        Assert.All(DataLanguage.All, language =>
        {
            var paragraphs = Packages.Where(p => p.Descriptions.ContainsKey(language.Name)).SelectMany(p => p.Descriptions[language.Name].Paragraphs).ToList();
            Assert.Equal(paragraphs.Count, paragraphs.Distinct().Count());
        });
        Assert.True(Packages.Single(p => p.Name == "0ad").Descriptions.ContainsKey("German"));
    }

    [Fact]
    public void Lists_are_told_from_prose_and_verbatim_text_is_left_out()
    {
        var parsed = DescriptionParser.Parse("a tool.\n This tool does much and\n does it well.\n .\n Features:\n  * first thing\n    that goes on\n  * second\n .\n   $ verbatim\n .\n Last words here.");
        Assert.Equal("a tool", parsed.Synopsis);
        Assert.Equal(["This tool does much and does it well.", "Last words here."], parsed.Paragraphs);
        Assert.Equal(["first thing that goes on", "second"], parsed.Items);
    }

    [Fact]
    public void Half_translated_descriptions_and_silent_english_are_left_out()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "x_Packages"), "Package: a\nVersion: 1\nDescription-md5: 1\n\nPackage: b\nVersion: 1\nDescription-md5: 2\n");
            File.WriteAllText(Path.Combine(folder.FullName, "x_Translation-en"), "Package: a\nDescription-md5: 1\nDescription-en: tool\n This is the tool of the day.\n\nPackage: b\nDescription-md5: 2\nDescription-en: other\n That is another tool for you.\n");
            File.WriteAllText(Path.Combine(folder.FullName, "x_Translation-de"), "Package: a\nDescription-md5: 1\nDescription-de: Werkzeug\n This is the tool of the day.\n\nPackage: b\nDescription-md5: 2\nDescription-de: <trans>\n Das ist ein anderes Werkzeug.\n");
            var read = DebianIndexReader.Read(folder.FullName, DataLanguage.All);
            Assert.Equal(["English", "English"], read.SelectMany(p => p.Descriptions.Keys));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("misc", "field::finance", "Finance")]
    [InlineData("science", "field::medicine", "Medical")]
    [InlineData("games", "game::strategy", "Culture")]
    [InlineData("libs", "", "Code")]
    [InlineData("misc", "", "Unspecified")]
    public void The_domain_is_by_field_tag_then_by_section(string section, string tag, string domain) =>
        Assert.Equal(domain, PackageSubject.Domain(section, [tag]));
}
