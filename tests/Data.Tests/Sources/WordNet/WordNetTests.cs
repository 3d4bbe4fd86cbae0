using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.WordNet;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Sources.WordNet;

public class WordNetTests
{
    private static readonly WordSense[] Senses =
    [
        .. WordNetReader.Parse(File.ReadAllText(Path.Combine(Fixture.Reference, "data.noun")), "noun"),
    ];

    [Fact]
    public void An_example_row() => ExampleRow.Match(Drafts().First(d => d.Kind == "word-choose-word"), "wordnet");

    [Fact]
    public void The_licence_is_no_sense() =>
        Assert.Equal(["entity", "physical entity", "parrot", "dog", "wolf"], Senses.Select(s => s.Words[0]));

    [Fact]
    public void A_sense_has_its_synonyms_definition_example_and_subject()
    {
        var dog = Senses.Single(s => s.Words[0] == "dog");
        Assert.Equal(["dog", "domestic dog", "Canis familiaris"], dog.Words);
        Assert.StartsWith("a member of the genus Canis", dog.Definition, StringComparison.Ordinal);
        Assert.Equal("the dog barked all night", Assert.Single(dog.Examples));
        Assert.Equal(("animal", "Sciences"), (dog.Subject, dog.Domain));
    }

    [Fact]
    public void An_offensive_sense_is_left_out() =>
        Assert.Empty(WordNetReader.Parse("00000001 18 n 01 thing 0 000 | (offensive) a name for someone", "noun"));

    [Fact]
    public void Every_draft_measures_as_its_maker_says() => Assert.All(Drafts(), draft => Assert.NotNull(ReferenceContext.Annotate(draft)));

    [Fact]
    public void The_right_option_answers_a_multiple_choice_question()
    {
        var choices = Drafts().Where(d => d.Kind == "word-choose-word").ToArray();
        Assert.NotEmpty(choices);
        Assert.All(choices, draft =>
        {
            Assert.Equal("MCQAnswer", draft.Format);
            Assert.Contains("the ____ barked all night", draft.Prompt, StringComparison.Ordinal);
            var options = draft.Prompt.Split('\n').Where(l => l.Length > 3 && l[1] == ')').ToArray();
            Assert.Equal(4, options.Distinct().Count());
            Assert.EndsWith(
                ") dog", options.Single(o => o.StartsWith(draft.Answer[..1], StringComparison.Ordinal)), StringComparison.Ordinal);
        });
    }

    private static IEnumerable<RowDraft> Drafts()
    {
        var dog = Senses.Single(s => s.Words[0] == "dog");
        var siblings = Senses.Append(dog with { Words = ["cat"], Definition = "a feline" }).ToArray();
        return Enumerable.Range(0, 40)
            .SelectMany(i => new WordRows(dog, [dog], siblings, ReferenceContext.Create($"{i}"), ReferenceContext.Origin).All());
    }
}
