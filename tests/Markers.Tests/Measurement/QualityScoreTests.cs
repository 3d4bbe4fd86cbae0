using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests.Measurement;

public class QualityScoreTests
{
    private const string Good = "This package contains the header files. You need them to build programs that use the library.";

    [Theory]
    [InlineData("This package contains the header files. You need them to build progr")]
    [InlineData("This package contains the header files. You need them to build programs that use:")]
    [InlineData("This package contains the header files. You need them to build programs (that use the library.")]
    [InlineData("This package contains the header files. This package contains the header files. You need them to build programs that use the library.")]
    [InlineData("This package contains the header files. You need need need need them to build programs that use the library.")]
    [InlineData("This package contains the header fil\uFFFDs. You need them to build programs that use the library.")]
    [InlineData("This package contains the hÃ©ader files. You need them to build programs that use the library.")]
    [InlineData("This package contains the header files.&nbsp;You need them to build programs that use the library.")]
    [InlineData("This package contains the header files .  You need them to build programs , that use the library.")]
    [InlineData("Tihs pakcage contians teh haeder flies. Yuo neeed thme to biuld prgorams taht ues the lirbary.")]
    [InlineData("This package contains библиотека header files. You need them to build programs that use the library.")]
    [InlineData("x")]
    public void Each_kind_of_damage_lowers_the_score(string damaged) => Assert.True(Score(damaged) < Score(Good), $"{Score(damaged)} and {Score(Good)}");

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void An_empty_answer_scores_nothing(string answer) => Assert.Equal(0, Score(answer));

    [Fact]
    public void Every_text_has_a_score_in_hundredths_between_0_and_1() =>
        Prop.ForAll<string>(text =>
        {
            var score = Score(text ?? "");
            return score is >= 0 and <= 1 && Math.Round(score, 2) == score && score == Score(text ?? "");
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("JSON")]
    [InlineData("XML")]
    [InlineData("Tabular")]
    [InlineData("Enumeration")]
    [InlineData("Markdown")]
    [InlineData("Latex")]
    [InlineData("MCQAnswer")]
    [InlineData("ChainOfThought")]
    [InlineData(null)]
    public void Any_text_may_claim_any_format(string? format) =>
        Prop.ForAll<string>(text => QualityScore.Of("Hello?", text ?? "", "Korean", format, null) is >= 0 and <= 1).QuickCheckThrowOnFailure();

    [Fact]
    public void A_written_model_reads_back_and_is_small()
    {
        using var stream = new MemoryStream();
        FluencyModel.Default.Write(stream);
        Assert.InRange(stream.Length, 1, 600_000);
        stream.Position = 0;
        Assert.Equal(FluencyModel.Default.Of(Good, "English"), FluencyModel.Read(stream).Of(Good, "English"));
        Assert.ThrowsAny<IOException>(() => FluencyModel.Read(new MemoryStream([3, 65, 66])));
    }

    [Fact]
    public void The_model_prefers_each_language_to_noise()
    {
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Measurement", "Fixtures", "held-out-sentences.tsv")).Select(l => l.Split('\t')).ToLookup(c => c[0], c => c[1]);
        Assert.All(MarkerTaxonomy.Default["lang"].Values, language =>
        {
            var better = lines[language].Count(text => FluencyModel.Default.Of(text, language) > FluencyModel.Default.Of(new string([.. text.Reverse()]), language));
            Assert.True(better >= 0.9 * lines[language].Count(), $"{language}: {better}");
        });
    }

    private static double Score(string answer) => QualityScore.Of("What is in this package?", answer, "English", null, "Explanation");
}
