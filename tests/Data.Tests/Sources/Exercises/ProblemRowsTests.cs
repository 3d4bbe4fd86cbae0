using System.Globalization;
using TreasureMarkers.Data.Sources.Exercises;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Sources.Exercises;

public class ProblemRowsTests
{
    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void Example_row() => ExampleRow.Match(
        new ProblemRows(ProblemMaker.Make("trip", new StableRandom("1")), "German", new StableRandom("1")).All().ElementAt(1), "exercises");

    [Fact]
    public void Results_are_what_the_calendar_and_arithmetic_say()
    {
        foreach (var (key, i) in ProblemMaker.Keys.SelectMany(key => Enumerable.Range(0, 300).Select(i => (key, i))))
        {
            var problem = ProblemMaker.Make(key, new StableRandom("test", key, i.ToString(CultureInfo.InvariantCulture)));
            var text = problem.Values.ToDictionary(v => v.Name, v => v.Value);
            decimal Number(string name) => decimal.Parse(text[name], CultureInfo.InvariantCulture);
            DateTime Day(string name) => DateTime.Parse(text[name], CultureInfo.InvariantCulture);

            decimal wanted = key switch
            {
                "add" => Number("a") + Number("b") - Number("c"),
                "mul" => Number("a") * Number("b") + Number("c"),
                "shop" => Number("c") - Number("a") * Number("b"),
                "trip" => Number("a") * Number("b"),
                "unit" => Number("a") * 1000,
                "minutes" => Number("a") * 60,
                "temp" => Number("a") * 1.8m + 32,
                "days" => (decimal)(Day("b") - Day("a")).TotalDays,
                _ => Day("a").DayOfWeek == DayOfWeek.Sunday ? 7 : (int)Day("a").DayOfWeek,
            };

            Assert.Equal(wanted, problem.Result);
            Assert.True(problem.Result > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_states_steps_and_choices_that_are_measured_as_such(string language)
    {
        foreach (var (key, i) in ProblemMaker.Keys.SelectMany(key => Enumerable.Range(0, 12).Select(i => (key, i.ToString(CultureInfo.InvariantCulture)))))
        {
            var problem = ProblemMaker.Make(key, new StableRandom("test", key, i));
            var rows = new ProblemRows(problem, language, new StableRandom("rows", key, i)).All().ToList();

            Assert.Equal([null, "ChainOfThought", "MCQAnswer"], rows.Select(row => row.Format));
            Assert.All(rows, row =>
            {
                Assert.Equal(row.Format, FormatDetector.Detect(row.Answer));
                Assert.DoesNotContain('{', row.Prompt + row.Answer);
            });
            var options = rows[2].Prompt.Split('\n').Where(line => line.Length > 2 && line[1] == ')').ToList();
            Assert.Equal(4, options.Select(option => option[3..]).Distinct().Count());
            Assert.Contains(rows[2].Answer, options);
            Assert.Contains(rows[2].Answer[3..], rows[1].Answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_kind_has_hundreds_of_groups()
    {
        Assert.All(ProblemMaker.Keys.Except(["minutes"]), key => Assert.True(
            Enumerable.Range(0, 1400).Select(i => ProblemMaker.Make(key, new StableRandom("groups", key, i.ToString(CultureInfo.InvariantCulture))).Group).Distinct().Count() >= (key == "temp" ? 70 : 200)));
    }
}
