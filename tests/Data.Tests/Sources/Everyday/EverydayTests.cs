using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources.Everyday;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Sources.Everyday;

public class EverydayTests
{
    public static TheoryData<string> Languages => [.. BaseProfile.Languages.Select(l => l.Name)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_answers_the_same_questions_in_itself(string language)
    {
        var (own, english) = (EverydayTexts.In(language), EverydayTexts.In("English"));
        Assert.Equal(english.Keys.Order(), own.Keys.Order());
        Assert.All(own.Values, text => Assert.Equal(language, LanguageIdentifier.Default.Identify(text.Question + " " + text.Answer).Language));
        Assert.All(own.Values, text => Assert.Null(FormatDetector.Detect(text.Answer)));
    }

    [Fact]
    public async Task Another_language_than_the_questions_is_in_the_list_or_in_the_words()
    {
        var rows = (await DraftList.ReadAsync(new EverydaySource(), BaseProfile.Languages)).Rows.ToList();
        Assert.All(rows.Where(r => r.Kind is "everyday-lever" or "everyday-other"), r => Assert.Contains("lang", r.Required));
        Assert.All(rows.Where(r => r.Kind is "everyday-word"), r => Assert.Contains(r.Lang, r.Prompt, StringComparison.Ordinal));
        Assert.All(rows.Where(r => r.Kind is "everyday-word" or "everyday-translate"), r => Assert.True(PromptCues.SaysLanguage(r), r.Prompt));
    }
}
