using System.Text;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tests.Support;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>Our tokenizer gives GenAI's ids. Its NUL handling is left out: GenAI ends a text there.</summary>
public class GenAITokenizerTests(BothTokenizers both) : IClassFixture<BothTokenizers>
{
    [Fact]
    public void Ids_are_GenAIs_for_any_mix_of_scripts_spaces_and_marker_tokens()
    {
        Assert.All(MixedTexts.All, text => Assert.Equal(both.GenAI(text), both.Ours.Encode(text)));
    }

    [Fact]
    public void Ids_are_GenAIs_for_every_character_that_its_Unicode_version_knows()
    {
        var points = Enumerable.Range(1, 0x2FFF).Concat(Enumerable.Range(0xA000, 0x800)).Concat(Enumerable.Range(0xF900, 0x700))
            .Concat(Enumerable.Range(0x10000, 0x800)).Concat(Enumerable.Range(0x1D000, 0x1000)).Concat(Enumerable.Range(0x1F000, 0xB00));
        var different = new List<int>();
        foreach (var point in points)
        {
            var c = new Rune(point);
            var text = $"a{c}a 1{c}2 .{c}, {c}{c}a  {c}";
            if (!both.GenAI(text).SequenceEqual(both.Ours.Encode(text)))
            {
                different.Add(point);
            }
        }

        // U+0085 is white space to expressions but not to GenAI, whose other differences are characters newer than Unicode 13.
        Assert.Contains(0x85, different);
        Assert.InRange(different.Count, 1, 400);
        Assert.DoesNotContain(different, point => point is not 0x85 and (< 0x870 or (>= 0x3000 and < 0xA7C0) or >= 0x1F000));
    }

    [Fact]
    public void A_rendered_list_is_tokenized_and_decoded_as_ours()
    {
        var set = MarkerSet.Create(MarkerTaxonomy.Default, [new("quality", "0.75"), new("length_tokens", "199"), new("task", "Rewrite"), new("lang", "German")]);
        var text = MarkerTemplate.Render(set) + " Hallo Welt.";

        var ids = both.Ours.Encode(text);

        Assert.Equal(both.GenAI(text), ids);
        Assert.Equal(text, both.GenAIText(ids));
    }
}
