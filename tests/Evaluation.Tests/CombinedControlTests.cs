using TreasureMarkers.Evaluation.Protocols;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class CombinedControlTests
{
    private static readonly Trial[] Trials = [.. CombinedControl.Plan(new EvalRows(HeldOutRows.All, 3, 1))];

    [Fact]
    public void The_wish_is_in_the_words_or_in_the_markers_and_never_in_both()
    {
        Assert.Equal(24, Trials.Length);
        foreach (var pair in Trials.GroupBy(trial => (trial.RowId, trial.Cell)))
        {
            var (words, markers) = (pair.ElementAt(0), pair.ElementAt(1));
            Assert.Null(words.Request.Markers);
            Assert.Equal(["format", "lang", "length_tokens"], markers.Request.Markers!.Keys);
            var wish = words.Request.Messages[^1].Content[markers.Request.Messages[^1].Content.Length..];
            Assert.Matches(@"^\nAnswer in (English|German|French), as (a list|a Markdown table|JSON|XML), using (20|40|80) words or less\.$", wish);
            Assert.Contains($" {markers.Request.Markers["lang"]},", wish, StringComparison.Ordinal);
            Assert.Contains($" {markers.Request.Markers["length_tokens"]} words", wish, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_answer_keeps_a_wish_when_format_language_and_length_are_all_kept()
    {
        var trial = Trials.First(t => t.Request.Markers is { } markers && markers["format"] == "Enumeration" && markers["lang"] == "English");
        var words = int.Parse(trial.Request.Markers!["length_tokens"]);
        const string Right = "- It plays the music of your friends.\n- It shows the pictures of your house.";

        Assert.True(Keeps(Right));
        Assert.False(Keeps("It plays the music of your friends. It shows the pictures of your house."));
        Assert.False(Keeps("- Es spielt die Musik deiner Freunde ab.\n- Es zeigt die Bilder deines Hauses."));
        Assert.False(Keeps(string.Concat(Enumerable.Repeat(Right + "\n", (words / 10) + 1))));

        bool Keeps(string text) => trial.Counts(new EvalAnswer(text, new Dictionary<string, string>(), "stop", 1, 1));
    }
}
