using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests;

public class ChoiceAndFormulaTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(4, "")]
    [InlineData(1, "a furry animal")]
    [InlineData(3, "東京")]
    public void A_choice_measures_as_one(int index, string option) => Assert.Equal("MCQAnswer", FormatDetector.Detect(AnswerFormat.Choice(index, option)));

    [Theory]
    [InlineData(@"x \in A")]
    [InlineData(@"( \varphi \leftrightarrow \psi )")]
    [InlineData(@"A \subseteq B")]
    public void A_formula_measures_as_latex(string formula)
    {
        Assert.Equal("Latex", FormatDetector.Detect(AnswerFormat.Formula(formula, display: true)));
        Assert.Equal("Latex", FormatDetector.Detect(AnswerFormat.Formula(formula, display: false)));
    }

    [Theory]
    [InlineData("It costs $5, not $6.")]
    [InlineData(@"The file lies in C:\users\me and D:\new.")]
    [InlineData(@"grep '\[foo\]' $HOME\notes $PATH")]
    public void Money_and_paths_are_no_latex(string text) => Assert.Null(FormatDetector.Detect(text));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_the_same_reference_phrases(string language)
    {
        var (english, phrases) = (Phrases.For("English"), Phrases.For(language));
        var keys = english.Keys.Where(k => k.StartsWith("ref.", StringComparison.Ordinal)).ToArray();
        Assert.Equal(8, keys.Length);
        Assert.All(keys, key => Assert.True(phrases.All(key).Distinct().Count() >= 5, key));
        Assert.All(AnswerFormat.All.Append("Latex"), format => Assert.NotEmpty(phrases.Word("refFormat", format)));
    }

    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];
}
