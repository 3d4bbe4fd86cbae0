using System.Text.RegularExpressions;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Tests.Writing;

/// <summary>Holds every family of phrases, found among the embedded resources, to the same content in every language.</summary>
public partial class PhrasesTests
{
    private const int LeastPhrasings = 5;

    private static readonly string[] OfAllLanguages = ["to", "language"];

    private static readonly IReadOnlyList<PhraseFile> Files = PhraseFile.ReadAll();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var family in Files.Select(f => f.Family).Distinct())
            {
                foreach (var language in DataLanguage.All)
                {
                    pairs.Add(family, language.Name);
                }
            }

            return pairs;
        }
    }

    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Fact]
    public void There_are_phrases_and_no_file_of_an_unknown_language()
    {
        Assert.Contains(Files, f => f.Family == "Writing");
        Assert.All(Files, f => Assert.Contains(DataLanguage.All, l => l.Name == f.Language));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_language_says_all_that_english_says_with_the_same_placeholders(string family, string language)
    {
        var (english, file) = (Find(family, "English"), Find(family, language));
        Assert.Equal(english.Sentences.Keys.Order(), file.Sentences.Keys.Order());
        Assert.All(english.Sentences, entry =>
        {
            var said = file.Sentences[entry.Key];
            Assert.Equal(entry.Value.Count, said.Count);
            Assert.Equal(said.Count, said.Distinct().Count());
            var wanted = Placeholders(entry.Value[0]);
            Assert.All(said, phrase => Assert.Equal(wanted, Placeholders(phrase)));
            Assert.All(said, phrase => Assert.Equal(phrase.Trim(), phrase));
        });
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_table_has_a_word_for_all_that_english_has(string family, string language)
    {
        var (english, file) = (Find(family, "English"), Find(family, language));
        Assert.Equal(english.Tables.Keys.Order(), file.Tables.Keys.Order());
        Assert.All(english.Tables, table =>
        {
            Assert.Equal(table.Value.Keys.Order(), file.Tables[table.Key].Keys.Order());
            Assert.All(file.Tables[table.Key].Values, word => Assert.False(string.IsNullOrWhiteSpace(word)));
        });
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Instructions_have_several_phrasings(string family, string language) =>
        Assert.All(Find(family, language).Instructions, i => Assert.True(i.Value.Count >= LeastPhrasings, $"{i.Key}: {i.Value.Count}"));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_instruction_states_a_length(string family, string language) =>
        Assert.All(
            Find(family, language).Instructions.SelectMany(i => i.Value),
            phrase => Assert.False(LengthLimits.Mentions(language, phrase), phrase));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_names_all_languages(string language)
    {
        var core = Find("Writing", language);
        Assert.All(OfAllLanguages, table =>
        {
            Assert.Equal(DataLanguage.All.Select(l => l.Name).Order(), core.Tables[table].Keys.Order());
            Assert.Equal(DataLanguage.All.Count, core.Tables[table].Values.Distinct().Count());
        });
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_files_of_a_language_go_together(string language)
    {
        var phrases = Phrases.For(language);
        Assert.Equal(Files.Where(f => f.Language == language).SelectMany(f => f.Sentences.Keys).Order(), phrases.Keys.Order());
        Assert.Equal("JSON", Regex.Match(phrases.All("as.JSON")[0], "JSON").Value);
    }

    private static PhraseFile Find(string family, string language) =>
        Files.SingleOrDefault(f => f.Family == family && f.Language == language)
            ?? throw new Xunit.Sdk.XunitException($"There is no phrases/{family}/{language}.json.");

    private static string Placeholders(string phrase) =>
        string.Join(' ', Placeholder().Matches(phrase).Select(m => m.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
