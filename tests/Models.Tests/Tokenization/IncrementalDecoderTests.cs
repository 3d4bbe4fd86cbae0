using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Tokenization;

public class IncrementalDecoderTests
{
    private static readonly BpeTokenizer Tokenizer = SmallTokenizer.Instance;

    [Fact]
    public void Pieces_join_to_what_decoding_at_once_gives_for_any_ids()
    {
        // Any ids at all: most sequences are not valid UTF-8.
        Prop.ForAll(Gen.Choose(0, Tokenizer.VocabularySize - 1).ListOf().ToArbitrary(), ids =>
        {
            Assert.Equal(Tokenizer.Decode(ids), string.Concat(Pieces(ids)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Every_piece_of_a_text_is_whole_characters()
    {
        Prop.ForAll(Generators.Texts.ToArbitrary(), text =>
        {
            var pieces = Pieces(Tokenizer.EncodeOrdinary(text));

            Assert.Equal(text, string.Concat(pieces));
            Assert.DoesNotContain(pieces, piece => piece.Length > 0 && (char.IsHighSurrogate(piece[^1]) || char.IsLowSurrogate(piece[0])));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_character_comes_out_with_its_last_byte()
    {
        var ids = Tokenizer.EncodeOrdinary("😀");
        var decoder = new IncrementalDecoder(Tokenizer);

        Assert.Equal(4, ids.Length);
        Assert.Equal(["", "", "", "😀"], ids.Select(decoder.Append));
        Assert.Equal("", decoder.Complete());
    }

    [Fact]
    public void An_unfinished_character_is_replaced_at_the_end()
    {
        var decoder = new IncrementalDecoder(Tokenizer);

        Assert.Equal("", decoder.Append(Tokenizer.EncodeOrdinary("😀")[0]));
        Assert.Equal("\uFFFD", decoder.Complete());
        Assert.Equal("a", decoder.Append(Tokenizer.EncodeOrdinary("a").Single()));
    }

    private static List<string> Pieces(IEnumerable<int> ids)
    {
        var decoder = new IncrementalDecoder(Tokenizer);
        return [.. ids.Select(decoder.Append), decoder.Complete()];
    }
}
