using TreasureMarkers.Evaluation.Protocols;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class LanguageRuleTests
{
    private const string German = "Dieses Paket enthält die Dateien für die Entwicklung.";
    private const string English = "This package contains the files for the development.";

    [Theory]
    [InlineData(German, "German", true)]
    [InlineData(English, "German", false)]
    [InlineData(German + "\n" + English, "German", false)]
    [InlineData(German + "\n\n- libfoo 1.2\n" + German, "German", true)]
    [InlineData("", "German", false)]
    [InlineData("... !!!", "German", false)]
    public void Every_line_of_five_tokens_must_be_in_the_language(string text, string language, bool passes) =>
        Assert.Equal(passes, LanguageRule.Passes(text, language));
}
