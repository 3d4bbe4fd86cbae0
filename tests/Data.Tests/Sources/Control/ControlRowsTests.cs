using System.Globalization;
using System.Text.Json;
using TreasureMarkers.Data.Sources.Control;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Sources.Control;

public class ControlRowsTests
{
    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void Example_row() => ExampleRow.Match(
        Rows("German").First().Set().First(), "control");

    [Theory]
    [MemberData(nameof(Languages))]
    public void Calls_are_of_offered_functions_and_set_what_the_taxonomy_allows(string language)
    {
        var rows = Rows(language).SelectMany(maker => maker.Set().Concat(maker.Other())).ToList();

        Assert.All(rows.Where(row => row.Calls is not null), row =>
        {
            var call = Assert.Single(row.Calls!);
            Assert.Contains(row.Tools!, tool => tool.Name == call.Name);
            if (call.Name == "set_markers")
            {
                var set = MarkerSet.Create(MarkerTaxonomy.Default, call.Arguments.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!)));
                Assert.InRange(set.Count, 1, 4);
                Assert.DoesNotContain(set.Keys, key => key is "length_tokens" or "length_sentences" or "length_paragraphs");
            }
        });
        Assert.All(rows, row => Assert.DoesNotContain('{', row.Prompt));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_follows_a_call_is_in_the_language_and_format_that_were_set(string language)
    {
        var rows = Rows(language).SelectMany(maker => maker.Set()).Where(row => row.Kind == "control-answer").ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            Assert.Equal(row.Format, FormatDetector.Detect(row.Answer));
            var set = JsonDocument.Parse(row.Between[^1].Content).RootElement.GetProperty("markers");
            Assert.Equal(set.TryGetProperty("lang", out var lang) ? lang.GetString() : language, row.Lang);
            Assert.Equal(set.TryGetProperty("format", out var format) ? format.GetString() : null, row.Format);
            Assert.Contains("name in " + row.Lang, row.Answer, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_last_wording_of_a_request_is_for_evaluation_alone()
    {
        var rows = Rows("German").SelectMany(maker => maker.Set()).ToList();
        var last = rows.Where(row => row.Prompt.StartsWith("Ich hätte die Antworten gern", StringComparison.OrdinalIgnoreCase)).ToList();

        Assert.NotEmpty(last);
        Assert.All(last, row => Assert.Equal(DataSplit.Eval, row.Split));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Ordinary_questions_are_answered_without_a_call(string language) => Assert.All(Rows(language), maker =>
    {
        var row = maker.NoCall();
        Assert.NotEmpty(row.Tools!);
        Assert.Null(row.Calls);
        Assert.NotEmpty(row.Answer);
    });

    private static IEnumerable<ControlRows> Rows(string language)
    {
        var entry = new IsoEntry("country", "DE", "DEU", "276");
        foreach (var known in DataLanguage.All)
        {
            entry.Names[known.Name] = "name in " + known.Name;
        }

        return Enumerable.Range(0, 150).Select(i => new ControlRows(
            language, new ControlCountry(entry), new StableRandom("test", language, i.ToString(CultureInfo.InvariantCulture)), new Provenance("p", "1", "MIT", "r")));
    }
}
