using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Tokenization;

public class MarkerVocabularyTests
{
    private static readonly BpeTokenizer Tokenizer = SmallTokenizer.Instance;
    private static readonly MarkerVocabulary Vocabulary = new(Tokenizer, MarkerTaxonomy.Default);

    [Fact]
    public void Every_marker_has_its_token()
    {
        var contents = MarkerVocabulary.Contents(MarkerTaxonomy.Default).ToArray();

        Assert.Equal(["<MARKER_LIST>", " </MARKER_LIST>", " <quality> ", " </quality>", " <quality_bucket> 1 </quality_bucket>"], contents[..5]);
        Assert.Equal(2 + 87 + (4 * 2), contents.Distinct().Count());
        Assert.Equal(contents.Length, contents.Distinct().Count());
    }

    [Fact]
    public void Ids_are_those_of_the_tokens()
    {
        Assert.Equal("<MARKER_LIST>", Tokenizer.Decode([Vocabulary.ListOpenId]));
        Assert.Equal(" </MARKER_LIST>", Tokenizer.Decode([Vocabulary.ListCloseId]));
        Assert.Equal(" <lang> German </lang>", Tokenizer.Decode([Vocabulary.CategoricalIds("lang", "german").Single()]));
        Assert.Equal(" <quality> ", Tokenizer.Decode([Vocabulary.NumberOpenIds("quality").Single()]));
        Assert.Equal(" </quality>", Tokenizer.Decode([Vocabulary.NumberCloseIds("quality").Single()]));
        Assert.Equal(MarkerTaxonomy.Default["lang"].Values, Vocabulary.SpellingsOf("lang").Select(entry => entry.Value));
        Assert.All(Vocabulary.DigitIds, entry => Assert.Equal(entry.Key.ToString(), Tokenizer.Decode([entry.Value])));
        Assert.Equal(11, Vocabulary.DigitIds.Count);
    }

    [Fact]
    public void A_list_built_from_ids_is_the_list_encoded_from_text()
    {
        var layout = new PromptLayout(Tokenizer, MarkerTaxonomy.Default);
        Prop.ForAll(Generators.Sets.ToArbitrary(), set =>
        {
            var ids = layout.EncodeMarkers(set);

            Assert.Equal(MarkerTemplate.Render(set), Tokenizer.Decode(ids));
            Assert.Equal(Tokenizer.Encode(MarkerTemplate.Render(set)), ids);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_category_of_the_other_kind_is_refused_with_those_of_the_right_one()
    {
        var exception = Assert.Throws<MarkerException>(() => Vocabulary.NumberOpenIds("lang").Single());

        Assert.Equal(["quality", "length_tokens", "length_sentences", "length_paragraphs"], exception.Allowed);
        Assert.Contains("'quality' is not categorical", Assert.Throws<MarkerException>(() => Vocabulary.SpellingsOf("quality")).Message);
        Assert.Throws<MarkerException>(() => Vocabulary.CategoricalIds("lang", "Klingon").Single());
        Assert.Throws<MarkerException>(() => Vocabulary.CategoricalIds("unknown", "x").Single());
    }

    [Fact]
    public void A_tokenizer_of_another_taxonomy_is_refused()
    {
        var other = MarkerTaxonomy.Parse("""{"categories":[{"name":"mood","kind":"categorical","values":["calm"]}]}""");

        Assert.Contains("' <mood> calm </mood>'", Assert.Throws<FormatException>(() => new MarkerVocabulary(Tokenizer, other)).Message);
    }
}
