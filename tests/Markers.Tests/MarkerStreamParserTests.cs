using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Markers.Tests;

public class MarkerStreamParserTests
{
    private static readonly MarkerTaxonomy Taxonomy = MarkerTaxonomy.Default;

    /// <summary>Completions with a whole list, with a list damaged anywhere, and with none.</summary>
    private static readonly Gen<string> Completions = Gen.OneOf(
        Generators.Sets.SelectMany(_ => Generators.BrokenTexts, (set, text) => MarkerTemplate.Render(set) + text),
        Generators.Sets.SelectMany(set => Damaged(MarkerTemplate.Render(set))),
        Generators.BrokenTexts);

    [Fact]
    public void However_a_completion_is_cut_its_parts_are_the_same()
    {
        var cases = Completions.SelectMany(text => Generators.Cut(text), (text, pieces) => (text, pieces));
        Prop.ForAll(cases.ToArbitrary(), test =>
        {
            var isList = MarkerTemplate.TryParsePrefix(Taxonomy, test.text, out var expected, out var consumed);

            var (markers, text) = Parse(test.pieces);

            Assert.Equal(isList ? expected : null, markers);
            Assert.Equal(test.text[consumed..], text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Character_by_character_is_no_different()
    {
        Prop.ForAll(Completions.ToArbitrary(), text =>
        {
            Assert.Equal(Parse([text]), Parse([.. text.Select(unit => unit.ToString())]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_list_comes_out_as_soon_as_it_is_whole_and_text_as_soon_as_it_is_certain()
    {
        var parser = new MarkerStreamParser(Taxonomy);

        Assert.Empty(parser.Append("<MARKER_LIST> <lang> Ger"));
        Assert.Empty(parser.Append("man </lang> </MARKER_LIST"));
        Assert.Equal([new MarkersPart(MarkerSet.Empty(Taxonomy).With("lang", "German")), new TextPart(" Ha")], parser.Append("> Ha"));
        Assert.Equal([new TextPart("llo <MARKER_LIST>")], parser.Append("llo <MARKER_LIST>"));
        Assert.Empty(parser.Append(""));
        Assert.Empty(parser.Complete());
    }

    [Fact]
    public void A_malformed_list_comes_out_as_text_at_the_first_wrong_character()
    {
        var parser = new MarkerStreamParser(Taxonomy);

        Assert.Empty(parser.Append("<MARKER_LIST> <lang> Ger"));
        Assert.Equal([new TextPart("<MARKER_LIST> <lang> Gerx")], parser.Append("x"));
        Assert.Equal([new TextPart(" <MARKER_LIST> </MARKER_LIST>")], parser.Append(" <MARKER_LIST> </MARKER_LIST>"));
    }

    [Fact]
    public void A_list_that_never_ends_comes_out_as_text_at_the_end()
    {
        var parser = new MarkerStreamParser(Taxonomy);

        Assert.Empty(parser.Append("<MARKER_LIST> <length_tokens> 12"));
        Assert.Equal([new TextPart("<MARKER_LIST> <length_tokens> 12")], parser.Complete());
        Assert.Empty(parser.Complete());
        Assert.Throws<InvalidOperationException>(() => parser.Append("3"));
    }

    [Fact]
    public void What_is_held_back_is_bounded()
    {
        var parser = new MarkerStreamParser(Taxonomy);
        parser.Append("<MARKER_LIST> <length_tokens> ");
        var digits = 0;
        while (parser.Append("1").Count == 0)
        {
            Assert.InRange(++digits, 1, 16);
        }
    }

    private static (MarkerSet? Markers, string Text) Parse(IEnumerable<string> pieces)
    {
        var parser = new MarkerStreamParser(Taxonomy);
        var parts = pieces.SelectMany(piece => parser.Append(piece)).ToList();
        parts.AddRange(parser.Complete());
        Assert.DoesNotContain(parts.Skip(1), part => part is MarkersPart);
        Assert.DoesNotContain(parts.OfType<TextPart>(), part => part.Text.Length == 0);
        return (parts.OfType<MarkersPart>().SingleOrDefault()?.Markers, string.Concat(parts.OfType<TextPart>().Select(part => part.Text)));
    }

    /// <summary>A list with one character replaced, or cut off.</summary>
    private static Gen<string> Damaged(string list) =>
        Gen.Choose(0, list.Length - 1).SelectMany(
            _ => Gen.Elements("", " ", "<", "x", "0"),
            (position, replacement) => list[..position] + replacement + (replacement.Length == 0 ? "" : list[(position + 1)..]));
}
