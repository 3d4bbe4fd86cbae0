using TreasureMarkers.Data.Quality;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Quality;

public class AnswerCorruptionTests
{
    private static readonly List<(DataRow Row, string Damaged)> Damaged =
        [.. FixtureRows.All.Select(row => (row, Damage(row))).Where(p => p.Item2 is not null).Select(p => (p.row, p.Item2!))];

    [Fact]
    public void At_least_95_of_100_damaged_answers_score_lower_and_most_land_in_the_worst_bucket()
    {
        var table = QualityBuckets.Fit(FixtureRows.All.Select(r => (r.Markers["lang"], Score(r, r.Messages[^1].Content))));
        Assert.True(Damaged.Count > 200, $"only {Damaged.Count} answers");
        var lower = Damaged.Count(d => Score(d.Row, d.Damaged) < Score(d.Row, d.Row.Messages[^1].Content));
        Assert.True(lower >= 0.95 * Damaged.Count, $"{lower} of {Damaged.Count} are lower");
        var worst = Damaged.Count(d => table[d.Row.Markers["lang"]].BucketOf(Score(d.Row, d.Damaged)) == 4);
        Assert.True(worst >= 0.75 * Damaged.Count, $"{worst} of {Damaged.Count} are in bucket 4");
    }

    [Fact]
    public void The_same_choices_give_the_same_damage_and_the_language_stays()
    {
        Assert.All(Damaged, d => Assert.Equal(d.Damaged, Damage(d.Row)));
        var told = Damaged.Where(d => d.Row.Markers["lang"] == LanguageIdentifier.Default.Identify(d.Row.Messages[^1].Content).Language).ToList();
        var kept = told.Count(d => LanguageIdentifier.Default.Identify(d.Damaged).Language == d.Row.Markers["lang"]);
        Assert.True(kept >= 0.95 * told.Count, $"{kept} of {told.Count} stay in their language");
    }

    [Fact]
    public void The_format_mostly_stays_and_what_has_a_grammar_is_left_alone()
    {
        var formatted = Damaged.Where(d => d.Row.Markers.ContainsKey("format")).ToList();
        var kept = formatted.Count(d => FormatDetector.Detect(d.Damaged) == d.Row.Markers["format"]);
        Assert.True(kept >= 0.95 * formatted.Count, $"{kept} of {formatted.Count} keep their format");
        Assert.Null(AnswerCorruption.Damage(new StableRandom("1"), "{\"text\": \"" + new string('a', 100) + "\"}", "JSON"));
        Assert.Null(AnswerCorruption.Damage(new StableRandom("1"), "Short.", null));
    }

    private static string? Damage(DataRow row) =>
        AnswerCorruption.Damage(new StableRandom("1", row.Id), row.Messages[^1].Content, row.Markers.GetValueOrDefault("format"));

    private static double Score(DataRow row, string answer) =>
        QualityScore.Of(row.Messages[^2].Content, answer, row.Markers["lang"], row.Markers.GetValueOrDefault("format"), row.Markers["task"]);
}
