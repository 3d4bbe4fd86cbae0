using TreasureMarkers.Data.Building;

namespace TreasureMarkers.Data.Tests.Building;

public class ContentWindowsTests
{
    private const string Text = "The quick brown fox jumps over the lazy dog while the cat sleeps on the warm stone by the river.";

    [Fact]
    public void Case_spaces_and_punctuation_do_not_matter() =>
        Assert.Equal(ContentWindows.Of(Text), ContentWindows.Of("the QUICK brown fox jumps, over the lazy dog\n\nwhile the cat sleeps on the warm stone (by the river)"));

    [Fact]
    public void A_changed_word_changes_the_windows_that_hold_it_and_no_others()
    {
        var changed = ContentWindows.Of(Text.Replace("cat", "owl", StringComparison.Ordinal));
        Assert.Equal(ContentWindows.Size, ContentWindows.Of(Text).Zip(changed).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void A_short_text_is_one_window() => Assert.Single(ContentWindows.Of("Two words"));

    [Fact]
    public void Unspaced_scripts_count_by_character() =>
        Assert.Equal(12 - ContentWindows.Size + 1, ContentWindows.Of("东京是日本的首都和城市。大").Count);

    [Fact]
    public void Half_of_the_windows_decides_what_is_held_out()
    {
        var heldOut = new HeldOutContent();
        heldOut.Add(ContentWindows.Of(Text));
        Assert.True(heldOut.Covers(ContentWindows.Of("Please read: " + Text)));
        Assert.False(heldOut.Covers(ContentWindows.Of(Text[..50] + " and then something else entirely happened in a place that nobody knew before")));
    }
}
