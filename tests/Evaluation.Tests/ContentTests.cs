using TreasureMarkers.Evaluation.Protocols;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>What an answer says, its form aside.</summary>
public sealed class ContentTests
{
    [Theory]
    [InlineData("Plants drink by their roots.", "plants drink by their roots")]
    [InlineData("""{"title": "Roots", "items": [{"name": "Hairs"}, 3]}""", "roots hairs 3")]
    [InlineData("<a><title>Roots</title><b>Fine hairs</b></a>", "roots fine hairs")]
    [InlineData("refrigerators", "refrig")]
    [InlineData("水は根", "水は は根")]
    [InlineData("{not json", "not json")]
    [InlineData("", "")]
    public void Words_are_what_is_said_and_not_the_form(string text, string words) => Assert.Equal(words, string.Join(' ', Content.Words(text)));

    [Theory]
    [InlineData("one two three four five six seven eight nine ten", false)]
    [InlineData("it is what it is it is what it is it is what it is", true)]
    [InlineData("ja ja ja ja ja ja ja", true)]
    [InlineData("ok", false)]
    [InlineData("", false)]
    public void An_answer_that_goes_around_in_circles_is_degenerate(string text, bool isDegenerate) => Assert.Equal(isDegenerate, Content.IsDegenerate(text));

    [Fact]
    public void An_answer_says_something_by_words_that_neither_its_prompt_has_nor_other_prompts_get()
    {
        (string, string)[] answers =
        [
            ("How do plants drink?", "Through fine hairs on the roots."),
            ("How do plants drink?", "Plants do drink."),
            ("Why is the sky blue?", "That is a good question, and it depends."),
            ("What is a volcano?", "That is a good question, and it depends."),
            ("What is a volcano?", ""),
            ("What is a volcano?", "ok"),
            ("How do I make a simple soup of vegetables at home?", "how do i make a simple soup of vegetables at home: answer"),
        ];
        Assert.Equal([true, false, false, false, false, false, false], Content.Say(answers));
    }

    [Fact]
    public void The_same_prompt_may_get_the_same_answer_twice() =>
        Assert.Equal([true, true], Content.Say([("Why?", "Because of the light."), ("Why?", "Because of the light.")]));

    [Fact]
    public void An_answer_is_on_the_subject_when_its_words_are_the_references_and_not_other_references()
    {
        var references = new Dictionary<string, string>
        {
            ["How do plants drink?"] = "Fine hairs on the roots take water from the soil.",
            ["Why is the sky blue?"] = "Air scatters short waves of sunlight more than long ones.",
            ["What is a volcano?"] = "A mountain through which molten rock comes up.",
        };
        var index = new SubjectIndex(references);

        Assert.Equal(1 / 3.0, index.Chance, 12);
        Assert.True(index.IsOn("""{"by": "roots and their fine hairs"}""", "How do plants drink?"));
        Assert.False(index.IsOn("Sunlight is scattered by air.", "How do plants drink?"));
        Assert.False(index.IsOn("Plants do drink.", "How do plants drink?"));
        Assert.Null(index.IsOn("Whatever.", "A prompt without a reference?"));
        Assert.Null(new SubjectIndex(references.Take(1).ToDictionary()).IsOn("roots", "How do plants drink?"));
    }
}
