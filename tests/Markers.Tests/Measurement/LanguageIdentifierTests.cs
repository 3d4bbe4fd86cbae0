using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Markers.Tests.Measurement;

public class LanguageIdentifierTests
{
    /// <summary>
    /// Sentences that the identifier was not trained on: Debian package descriptions (DDTP, GPL-2+), and for languages
    /// without them messages of gnucash, evolution, vlc and gtk (GPL-2+, LGPL-2+).
    /// </summary>
    private static readonly ILookup<string, string> HeldOut =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Measurement", "Fixtures", "held-out-sentences.tsv"))
            .Select(line => line.Split('\t'))
            .ToLookup(cells => cells[0], cells => cells[1]);

    [Fact]
    public void At_least_98_of_100_held_out_sentences_are_named_right_over_all_languages()
    {
        var languages = MarkerTaxonomy.Default["lang"].Values;
        Assert.Empty(languages.Except(HeldOut.Select(l => l.Key)));
        var all = HeldOut.SelectMany(l => l.Select(text => LanguageIdentifier.Default.Identify(text).Language == l.Key)).ToList();
        Assert.True(all.Count(right => right) >= 0.98 * all.Count, $"{all.Count(right => right)} of {all.Count}");
    }

    [Fact]
    public void No_language_falls_below_95_of_100()
    {
        var poor = HeldOut.Where(l => l.Count(text => LanguageIdentifier.Default.Identify(text).Language == l.Key) < 0.95 * l.Count());
        Assert.Empty(poor.Select(l => l.Key));
    }

    [Theory]
    [InlineData("libfoo-dev enthält die Header von https://example.org/foo für GNU/Linux und X11.", "German")]
    [InlineData("{\n  \"nombre\": \"vim\",\n  \"descripción\": \"un editor de texto muy conocido\"\n}", "Spanish")]
    [InlineData("| nom | description |\n| --- | --- |\n| vim | un éditeur de texte pour tous |", "French")]
    [InlineData("Этот пакет содержит библиотеку libgtk и GNOME Control Center.", "Russian")]
    [InlineData("これは GNU Emacs と XEmacs のための mode です。", "Japanese")]
    [InlineData("vim은 텍스트 편집기입니다.", "Korean")]
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
