using System.Text.RegularExpressions;
using TreasureMarkers.Training.Data;

namespace TreasureMarkers.Training.Tests.Data;

public partial class PhrasesTests
{
    public static TheoryData<string> Languages => [.. DataLanguage.Default.Select(l => l.Name)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_says_all_that_english_says_with_the_same_placeholders(string language)
    {
        var (english, phrases) = (Phrases.For("English"), Phrases.For(language));
        Assert.Equal(english.Keys.Order(), phrases.Keys.Order());
        Assert.All(english.Keys, key =>
        {
            Assert.Equal(english.All(key).Count, phrases.All(key).Count);
            var wanted = Placeholders(english.All(key)[0]);
            Assert.All(phrases.All(key), phrase => Assert.Equal(wanted, Placeholders(phrase)));
        });
        Assert.All(DataLanguage.Default, other => Assert.NotEmpty(phrases.Into(other.Name) + phrases.NameOf(other.Name)));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_instruction_states_a_length(string language)
    {
        var phrases = Phrases.For(language);
        var instructions = phrases.Keys.Where(k => !k.StartsWith("answer.", StringComparison.Ordinal)).SelectMany(phrases.All);
        Assert.All(instructions, phrase => Assert.DoesNotMatch(Length(), phrase));
    }

    private static string Placeholders(string phrase) => string.Join(' ', Placeholder().Matches(phrase).Select(m => m.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"(?<!ISO )\b\d+ |\b(word|words|sentence|sentences|Wörter|Sätze|mots|phrases?|parole|frasi|palabras|frases|palavras|słów|zdań|slov|vět|слов|слів)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Length();
}
