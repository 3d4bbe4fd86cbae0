using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Writing;

public class LanguageStyleTests
{
    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Theory]
    [InlineData("English", "free tool", "Free tool.")]
    [InlineData("English", "GTK tool", "GTK tool.")]
    [InlineData("English", "iPod tool", "iPod tool.")]
    [InlineData("Turkish", "işletim sistemi", "İşletim sistemi.")]
    [InlineData("Greek", "τι είναι;", "Τι είναι;")]
    [InlineData("Chinese", "自由的工具", "自由的工具。")]
    [InlineData("Japanese", "自由な道具。", "自由な道具。")]
    [InlineData("Korean", "web 서버", "web 서버.")]
    [InlineData("Hindi", "एक औज़ार", "एक औज़ार।")]
    [InlineData("Arabic", "ما هذا؟", "ما هذا؟")]
    [InlineData("Persian", "ابزار آزاد", "ابزار آزاد.")]
    public void A_phrase_becomes_a_sentence(string language, string phrase, string sentence) =>
        Assert.Equal(sentence, PromptText.Sentence(language, phrase));

    [Theory]
    [InlineData("English", "One. Two.", "Red, blue.")]
    [InlineData("Chinese", "One.Two.", "Red、blue。")]
    [InlineData("Japanese", "One.Two.", "Red、blue。")]
    [InlineData("Arabic", "One. Two.", "Red، blue.")]
    [InlineData("Hindi", "One. Two.", "Red, blue।")]
    public void Sentences_and_items_are_joined_as_the_language_joins_them(string language, string joined, string listed)
    {
        Assert.Equal(joined, PromptText.Join(language, ["One.", "Two."]));
        Assert.Equal(listed, PromptText.Enumerate(language, ["Red", "blue"]));
    }

    [Theory]
    [InlineData("¿Qué es?", "Qué es")]
    [InlineData("Τι είναι;", "Τι είναι")]
    [InlineData("这是什么？", "这是什么")]
    [InlineData("ما هذا؟", "ما هذا")]
    [InlineData("बताइए।", "बताइए")]
    public void Haste_leaves_out_the_marks(string text, string hasty) => Assert.Equal(hasty, LanguageStyle.WithoutMarks(text));

    [Fact]
    public void Turkish_has_two_letters_i() => Assert.Equal("iyi ışık", LanguageStyle.Of("Turkish").Lower("İyi Işık"));

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_phrases_of_a_language_are_in_its_script_and_end_as_it_ends_sentences(string language)
    {
        var (style, phrases) = (LanguageStyle.Of(language), Phrases.For(language));
        Assert.Equal(style.Script, LanguageFeatures.Script(phrases.All("whoReply")[1]));
        Assert.True(TextCleaner.IsIn(language, phrases.All("whoReply")[1]));
        Assert.EndsWith(style.FullStop, phrases.All("answer.version")[0], StringComparison.Ordinal);
        Assert.All(
            phrases.All("translateTo").Where(p => p.EndsWith(':') || p.EndsWith('：')), p => Assert.True(LanguageStyle.Introduces(p)));
    }

    [Theory]
    [InlineData("Chinese", "A free tool for the web.", false)]
    [InlineData("Chinese", "自由的网络工具。", true)]
    [InlineData("Japanese", "自由軟件", true)]
    [InlineData("Hindi", "A free tool for the web.", false)]
    [InlineData("Turkish", "This is the tool for the web.", false)]
    [InlineData("Turkish", "Ağ için özgür bir araç.", true)]
    public void English_left_in_a_translation_is_noticed(string language, string text, bool isIn) =>
        Assert.Equal(isIn, TextCleaner.IsIn(language, text));

    [Fact]
    public void A_wide_mark_has_no_space_after_it()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var prompt = PromptText.With(new StableRandom("s", seed.ToString()), "请翻译：", "短文");
            Assert.Contains(prompt, (string[])["请翻译：短文", "请翻译：\n\n短文"]);
        }
    }
}
