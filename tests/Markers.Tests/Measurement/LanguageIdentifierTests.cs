using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests.Measurement;

public class LanguageIdentifierTests
{
    /// <summary>Sentences that the identifier was not trained on; Fixtures/README.md says where they are from.</summary>
    private static readonly ILookup<string, string> HeldOut =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Measurement", "Fixtures", "held-out-sentences.tsv"))
            .Select(line => line.Split('\t'))
            .ToLookup(cells => cells[0], cells => cells[1]);

    public static TheoryData<string> Languages => [.. MarkerTaxonomy.Default["lang"].Values];

    [Theory]
    [MemberData(nameof(Languages))]
    public void At_least_98_of_100_held_out_sentences_of_each_language_are_named_right(string language)
    {
        var sentences = HeldOut[language].ToList();
        Assert.True(sentences.Count >= 50, $"only {sentences.Count} sentences");
        var wrong = sentences.Where(text => LanguageIdentifier.Default.Identify(text).Language != language).ToList();
        Assert.True(wrong.Count <= 0.02 * sentences.Count, string.Join('\n', wrong));
    }

    [Fact]
    public void Many_threads_get_the_answers_that_one_gets()
    {
        var texts = HeldOut.SelectMany(l => l.Take(20)).ToList();
        var alone = texts.ConvertAll(LanguageIdentifier.Default.Identify);
        var together = new LanguageGuess[texts.Count];
        Parallel.For(0, texts.Count, i => together[i] = LanguageIdentifier.Default.Identify(texts[i]));
        Assert.Equal(alone, together);
    }

    [Theory]
    [InlineData("libfoo-dev enthält die Header von https://example.org/foo für GNU/Linux und X11.", "German")]
    [InlineData("{\n  \"nombre\": \"vim\",\n  \"descripción\": \"un editor de texto muy conocido\"\n}", "Spanish")]
    [InlineData("| nom | description |\n| --- | --- |\n| vim | un éditeur de texte pour tous |", "French")]
    [InlineData("Этот пакет содержит библиотеку libgtk и GNOME Control Center.", "Russian")]
    [InlineData("これは GNU Emacs と XEmacs のための mode です。", "Japanese")]
    [InlineData("vim은 텍스트 편집기입니다.", "Korean")]
    [InlineData("Mawk 给 awk 带来了新的概念，它实现了 AWK 语言。", "Chinese")]
    [InlineData("The Chinese word for a computer is 电脑.", "English")]
    public void Names_addresses_and_syntax_do_not_mislead(string text, string language) =>
        Assert.Equal(language, LanguageIdentifier.Default.Identify(text).Language);

    [Theory]
    [InlineData("")]
    [InlineData("12345 ... !?")]
    public void Text_without_letters_has_no_language(string text)
    {
        var guess = LanguageIdentifier.Default.Identify(text);
        Assert.Null(guess.Language);
        Assert.Equal(0, guess.Probability);
    }

    [Fact]
    public void A_written_model_reads_back_to_the_same_answers()
    {
        using var stream = new MemoryStream();
        LanguageIdentifier.Default.Write(stream);
        Assert.InRange(stream.Length, 1, 400_000);
        stream.Position = 0;
        var copy = LanguageIdentifier.Read(stream);
        Assert.All(HeldOut.Select(l => l.First()), text => Assert.Equal(LanguageIdentifier.Default.Identify(text), copy.Identify(text)));
    }

    [Fact]
    public void Other_bytes_are_refused() =>
        Assert.ThrowsAny<IOException>(() => LanguageIdentifier.Read(new MemoryStream([3, 65, 66])));
}
