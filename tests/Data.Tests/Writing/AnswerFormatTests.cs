using System.Text.Json;
using System.Xml.Linq;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Writing;

public class AnswerFormatTests
{
    private static readonly Field[] Hostile = [new("page d'accueil", "a \"b\" <c> & d"), new("2文字コード", "x | y\\z"), new("名前", "é")];

    [Fact]
    public void Json_reads_back() =>
        Assert.Equal(
            Hostile.ToDictionary(f => f.Label, f => f.Value), JsonSerializer.Deserialize<Dictionary<string,
            string>>(AnswerFormat.Record("JSON", "t", Hostile)));

    [Fact]
    public void Xml_reads_back() =>
        Assert.Equal(
            Hostile.Select(f => f.Value),
            XDocument.Parse(AnswerFormat.Record("XML", "nom officiel", Hostile)).Root!.Elements().Select(e => e.Value));

    [Fact]
    public void A_record_that_is_one_field_of_its_own_name_is_one_element() =>
        Assert.Equal("<tipo>cita</tipo>", AnswerFormat.Record("XML", "tipo", [new("tipo", "cita")]));

    [Fact]
    public void A_table_has_as_many_cells_in_each_row()
    {
        var lines = AnswerFormat.List("Tabular", "t", [Hostile, Hostile]).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal(4, line.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|')));
    }

    [Fact]
    public void Every_format_measures_as_itself()
    {
        foreach (var format in AnswerFormat.All)
        {
            Assert.Equal(format, FormatDetector.Detect(AnswerFormat.Record(format, "title", Hostile)));
            Assert.Equal(format, FormatDetector.Detect(AnswerFormat.Record(format, "title", Hostile[..1])));
            Assert.Equal(format, FormatDetector.Detect(AnswerFormat.List(format, "title", [[Hostile[0]], [Hostile[0]]])));
        }
    }

    [Fact]
    public void An_unknown_format_names_the_known_ones() =>
        Assert.Contains(
            "Tabular", Assert.Throws<ArgumentException>(() => AnswerFormat.Record("CSV", "t", Hostile)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "")]
    [InlineData(4, "")]
    [InlineData(1, "a furry animal")]
    [InlineData(3, "東京")]
    public void A_choice_measures_as_one(int index, string option) =>
        Assert.Equal("MCQAnswer", FormatDetector.Detect(AnswerFormat.Choice(index, option)));

    [Theory]
    [InlineData("It costs $5, not $6.")]
    [InlineData(@"The file lies in C:\users\me and D:\new.")]
    [InlineData(@"grep '\[foo\]' $HOME\notes $PATH")]
    public void Money_and_paths_are_no_latex(string text) => Assert.Null(FormatDetector.Detect(text));
}
