using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Tokenization;

public class BpeTokenizerTests
{
    private static readonly BpeTokenizer Tokenizer = SmallTokenizer.Instance;
    private static readonly TokenizerModel Model = TokenizerJsonReader.Read(SmallTokenizer.Json);
    private static readonly HashSet<int> AddedIds = [.. Tokenizer.AddedTokens.Select(token => token.Id)];

    [Fact]
    public void The_checked_in_tokenizer_is_what_its_code_makes()
    {
        Assert.Equal(SmallTokenizerJson.Build(), SmallTokenizer.Json);
    }

    [Fact]
    public void Control_tokens_come_first_and_marker_tokens_last()
    {
        Assert.Equal(ControlTokens.All, Tokenizer.AddedTokens.Where(token => token.IsSpecial).OrderBy(token => token.Id).Select(token => token.Content));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], Tokenizer.AddedTokens.Where(token => token.IsSpecial).Select(token => token.Id));
        Assert.Equal(MarkerVocabulary.Contents(MarkerTaxonomy.Default), Tokenizer.AddedTokens.Where(token => !token.IsSpecial).Select(token => token.Content));
        Assert.Equal(Tokenizer.VocabularySize - 1, Tokenizer.AddedTokens[^1].Id);
    }

    [Fact]
    public void Text_survives_encoding_and_decoding()
    {
        Prop.ForAll(Generators.Texts.ToArbitrary(), text =>
        {
            Assert.Equal(text, Tokenizer.Decode(Tokenizer.EncodeOrdinary(text)));
            Assert.Equal(text, Tokenizer.Decode(Tokenizer.Encode(text)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Unpaired_surrogates_become_replacement_characters()
    {
        Prop.ForAll(Generators.BrokenTexts.ToArbitrary(), text =>
        {
            var repaired = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

            Assert.Equal(Tokenizer.EncodeOrdinary(repaired), Tokenizer.EncodeOrdinary(text));
            Assert.Equal(repaired, Tokenizer.Decode(Tokenizer.EncodeOrdinary(text)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Ordinary_text_never_becomes_an_added_token()
    {
        Prop.ForAll(Generators.BrokenTexts.ToArbitrary(), text =>
        {
            Assert.DoesNotContain(Tokenizer.EncodeOrdinary(text), AddedIds.Contains);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Assert.All(Tokenizer.AddedTokens, token => Assert.DoesNotContain(Tokenizer.EncodeOrdinary(token.Content), AddedIds.Contains));
    }

    [Fact]
    public void Encoding_finds_every_added_token()
    {
        Assert.All(Tokenizer.AddedTokens, token =>
        {
            Assert.Equal([token.Id], Tokenizer.Encode(token.Content));
            Assert.True(Tokenizer.TryGetId(token.Content, out var id));
            Assert.Equal(token.Id, id);
        });
        Assert.Equal(
            [.. Tokenizer.EncodeOrdinary("a"), 1, 4, .. Tokenizer.EncodeOrdinary(" <lang> German")],
            Tokenizer.Encode("a<|bos|><|user|> <lang> German"));
        Assert.False(Tokenizer.TryGetId("German", out _));
    }

    [Fact]
    public void A_control_text_counts_only_within_one_segment_of_the_template()
    {
        Assert.Equal([1, .. Tokenizer.EncodeOrdinary("<|user|>x"), 4], Tokenizer.EncodeSegments([("<|bos|>", true), ("<|user|>x", false), ("<|user|>", true)]));
        Assert.Equal(Tokenizer.EncodeOrdinary("<|user|>"), Tokenizer.EncodeSegments([("<|us", true), ("er|>", true)]));
        Assert.Equal(Tokenizer.EncodeOrdinary("<|user|>"), Tokenizer.EncodeSegments([("<|us", true), ("er|>", false)]));
        Assert.Equal(Tokenizer.EncodeOrdinary("<|user|>"), Tokenizer.EncodeSegments([("<|", false), ("user|>", true)]));
        Assert.Equal(Tokenizer.EncodeOrdinary("The answer"), Tokenizer.EncodeSegments([("The ans", true), ("", true), ("wer", false)]));
        Assert.Empty(Tokenizer.EncodeSegments([]));
    }

    [Theory]
    [InlineData("The answer", "The| answer")]
    [InlineData("don't", "don|'t")]
    [InlineData("l'été d'aimer", "l|'été| d|'aimer")]
    [InlineData("П'ять", "П|'ять")]
    [InlineData("in 2026.5", "in| |2|0|2|6|.|5")]
    [InlineData("a  b", "a| | b")]
    [InlineData("a\n\n  b", "a|\n\n | b")]
    [InlineData("a\r\nb", "a|\r|\n|b")]
    [InlineData("end  ", "end|  ")]
    [InlineData("(see it) -- now!", "(see| it|)| --| now|!")]
    [InlineData("a\u00A0b", "a|\u00A0b")]
    [InlineData("हिन्दी", "ह|िन|्द|ी")]
    [InlineData("e\u0301a", "e|\u0301a")]
    [InlineData("日本語、小さい", "日本語|、小さい")]
    [InlineData("𝒳𝓎x 𐐷", "𝒳𝓎x| 𐐷")]
    [InlineData("𝟘𝟙", "𝟘|𝟙")]
    [InlineData("😀😀 😀a", "😀😀| 😀|a")]
    public void Text_is_cut_by_code_points_before_merging(string text, string expected)
    {
        Assert.Equal(expected.Split('|'), Splits(text));
    }

    [Fact]
    public void An_unpaired_surrogate_is_cut_as_the_symbol_that_replaces_it()
    {
        Assert.Equal(["a", "\uD800b", " \uDC00", "1"], Splits("a\uD800b \uDC001"));
        Assert.Equal(Splits("a\uFFFDb \uFFFD1").Select(piece => piece.Length), Splits("a\uD800b \uDC001").Select(piece => piece.Length));
    }

    [Fact]
    public void Long_pieces_merge_as_short_ones_do()
    {
        Prop.ForAll(Gen.Choose(1, 150).ToArbitrary(), Gen.Elements("e", "th", "ein", "файл", "the").ToArbitrary(), (count, unit) =>
        {
            // Long pieces are merged with a queue, short ones without.
            var word = string.Concat(Enumerable.Repeat(unit, count));
            Assert.Equal(ReferenceMerge(word), Tokenizer.EncodeOrdinary(word));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public void Merges_give_what_the_plain_algorithm_gives()
    {
        var words = Gen.Elements("a", "e", "n", "t", "h", "i", "s", "о", "и", "ف", "フ", "イ", "ル").ListOf().Select(string.Concat);
        Prop.ForAll(words.ToArbitrary(), word =>
        {
            Assert.Equal(ReferenceMerge(word), Tokenizer.EncodeOrdinary(word));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void A_megabyte_of_any_shape_is_encoded()
    {
        string[] texts = [new('a', 1 << 20), new(' ', 1 << 20), new('\0', 1 << 20), new('\uD800', 1 << 19), string.Concat(Enumerable.Repeat("<|user|>", 1 << 17))];

        Assert.All(texts, text =>
        {
            var ids = Tokenizer.EncodeOrdinary(text);
            Assert.Equal(text.Replace('\uD800', '\uFFFD'), Tokenizer.Decode(ids));
            Assert.DoesNotContain(ids, AddedIds.Contains);
        });
    }

    [Fact]
    public async Task Threads_may_share_one()
    {
        var fresh = BpeTokenizer.Load(SmallTokenizer.FilePath);
        var texts = Generators.Texts.Sample(200);
        var expected = texts.Select(Tokenizer.EncodeOrdinary).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => texts.Select(fresh.EncodeOrdinary).ToArray())));

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void Bytes_of_tokens_join_to_the_text()
    {
        Assert.Equal("<|user|>", Encoding.UTF8.GetString(Tokenizer.BytesOf(4)));
        Assert.Equal([0x00], Tokenizer.BytesOf(Tokenizer.EncodeOrdinary("\0").Single()).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.BytesOf(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.BytesOf(Tokenizer.VocabularySize).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Decode([Tokenizer.VocabularySize]));
    }

    [Fact]
    public void Every_token_that_is_one_piece_encodes_to_itself()
    {
        // GenAI takes a whole piece that is in the vocabulary without merging; so must the merges end.
        for (var id = 0; id < Tokenizer.VocabularySize; id++)
        {
            var text = Tokenizer.Decode([id]);
            if (!AddedIds.Contains(id) && !text.Contains('\uFFFD') && Splits(text).Length == 1)
            {
                Assert.Equal([id], Tokenizer.EncodeOrdinary(text));
            }
        }
    }

    /// <summary>The pieces inside which merging happens.</summary>
    private static string[] Splits(string text)
    {
        var pieces = new List<string>();
        new TextSplitter(SplitRule.TreasureMarkers, splitsDigits: false).Split(text, pieces, static (piece, list) => list.Add(piece.ToString()));
        return [.. pieces];
    }

    /// <summary>Byte-pair merging as it is defined, one pair after the other, over the token's bytes.</summary>
    private static int[] ReferenceMerge(string word)
    {
        var ranks = Model.Merges.Index().ToDictionary(merge => (merge.Item.Left, merge.Item.Right), merge => (Rank: merge.Index, merge.Item.Id));
        var ids = Encoding.UTF8.GetBytes(word).Select(value => Array.IndexOf(Model.Tokens, ByteLevelAlphabet.ToCharacter(value).ToString())).ToList();
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, ids.Count - 1))
                .Where(i => ranks.ContainsKey((ids[i], ids[i + 1])))
                .OrderBy(i => ranks[(ids[i], ids[i + 1])].Rank)
                .DefaultIfEmpty(-1)
                .First();
            if (best < 0)
            {
                return [.. ids];
            }

            ids[best] = ranks[(ids[best], ids[best + 1])].Id;
            ids.RemoveAt(best + 1);
        }
    }
}
