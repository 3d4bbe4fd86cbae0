using System.Text;
using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using Rust = Tokenizers.DotNet;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>Tokenizers of real models give the ids of Hugging Face's own library, read, written and read again.</summary>
public sealed class RealTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => RealTokenizers.Names;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Hostile_and_multilingual_texts_get_the_ids_of_Hugging_Faces_library(string name)
    {
        NpmProgram.Require();
        var path = await RealTokenizers.GetAsync(name);
        var ours = BpeTokenizer.Load(path);
        using var theirs = new Rust.Tokenizer(path);
        string[] texts = [.. HostileTexts.All, .. SharedTexts()];
        var ordinary = texts.Where(text => !HasControl(ours, text)).ToArray();
        Assert.True(ordinary.Length >= 10_000);

        AssertEqual(theirs, ours, ordinary, text => ours.EncodeOrdinary(text));
        AssertEqual(theirs, ours, texts, ours.Encode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_character_is_cut_and_composed_as_by_Hugging_Faces_library(string name)
    {
        NpmProgram.Require();
        var path = await RealTokenizers.GetAsync(name);
        var ours = BpeTokenizer.Load(path);
        using var theirs = new Rust.Tokenizer(path);
        var texts = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(point => new Rune(point)).Chunk(16)
            .Where(points => points[0].Value is < 0x30000 or >= 0xE0000 and < 0xE0200 or >= 0x10FFF0)
            .Select(points => string.Concat(points.Select(c => $"a{c}a {c}1{c}\u0301\u0323.{c} ")));

        AssertEqual(theirs, ours, texts, text => ours.EncodeOrdinary(text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Control_texts_get_the_ids_of_Hugging_Faces_library(string name)
    {
        NpmProgram.Require();
        var path = await RealTokenizers.GetAsync(name);
        var ours = BpeTokenizer.Load(path);
        using var theirs = new Rust.Tokenizer(path);

        AssertEqual(theirs, ours, WithControls(ours), ours.Encode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Written_as_tokenizer_json_it_is_the_same_to_Hugging_Faces_library(string name)
    {
        NpmProgram.Require();
        var original = BpeTokenizer.Load(await RealTokenizers.GetAsync(name));
        var path = _folder["tokenizer.json"];
        await File.WriteAllTextAsync(path, TokenizerJson.Write(original.Model));

        using var theirs = new Rust.Tokenizer(path);
        var again = BpeTokenizer.Load(path);

        AssertEqual(theirs, original, HostileTexts.All.Take(3000).Concat(WithControls(original)), original.Encode);
        AssertSame(original.Model, again.Model);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Written_as_GGUF_and_read_again_it_is_the_same(string name)
    {
        NpmProgram.Require();
        var original = BpeTokenizer.Load(await RealTokenizers.GetAsync(name));

        var metadata = GgufVocabulary.Write(original.Model);
        var again = BpeTokenizer.FromGguf(metadata);

        AssertSame(original.Model, again.Model);
        // llama.cpp's own keys say it too; the merges of a Llama vocabulary are then derived from scores.
        var keysAlone = BpeTokenizer.FromGguf(metadata.Where(entry => entry.Key != "tokenizer.huggingface.json").ToDictionary());
        Assert.All(HostileTexts.All, text => Assert.Equal(original.EncodeOrdinary(text), keysAlone.EncodeOrdinary(text)));
        Assert.All(WithControls(original), text => Assert.Equal(original.Encode(text), keysAlone.Encode(text)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Added_tokens_leave_other_text_as_it_is(string name)
    {
        NpmProgram.Require();
        var original = BpeTokenizer.Load(await RealTokenizers.GetAsync(name));
        string[] contents = ["<MARKER_LIST>", "</MARKER_LIST>", " <lang> German </lang>"];
        var reserved = original.WithAddedTokens(contents, isSpecial: true, takesReserved: true);
        var atEnd = original.WithAddedTokens(contents, isSpecial: true, takesReserved: false);
        var path = _folder["tokenizer.json"];
        await File.WriteAllTextAsync(path, TokenizerJson.Write(atEnd.Model));
        using var theirs = new Rust.Tokenizer(path);

        Assert.Equal(original.VocabularySize + 3, atEnd.VocabularySize);
        Assert.Equal(name is "llama3_1" or "mistral_nemo" ? 0 : 3, reserved.VocabularySize - original.VocabularySize);
        Assert.All(HostileTexts.All.Take(2000), text =>
        {
            Assert.Equal(original.EncodeOrdinary(text), reserved.EncodeOrdinary(text));
            Assert.Equal(original.EncodeOrdinary(text), atEnd.EncodeOrdinary(text));
        });
        foreach (var tokenizer in new[] { reserved, atEnd })
        {
            var ids = contents.Select(content => tokenizer.TryGetId(content, out var id) ? id : -1).ToArray();
            Assert.Equal(ids, tokenizer.Encode(string.Concat(contents)));
            Assert.Equal(string.Concat(contents), tokenizer.Decode(ids));
        }

        AssertEqual(theirs, atEnd, ["a<MARKER_LIST> <lang> German </lang> b </MARKER_LIST>\nc"], atEnd.Encode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Text_of_a_user_never_becomes_a_control_token(string name)
    {
        NpmProgram.Require();
        var ours = BpeTokenizer.Load(await RealTokenizers.GetAsync(name));
        var added = ours.AddedTokens.Select(token => token.Id).ToHashSet();
        var texts = WithControls(ours).Concat(ours.AddedTokens.Select(token => token.Content)).ToArray();

        Assert.All(texts, text => Assert.DoesNotContain(ours.EncodeOrdinary(text), added.Contains));
        var (open, close) = (ours.AddedTokens[0], ours.AddedTokens[^1]);
        Assert.All(texts, text => Assert.Equal(
            [open.Id, close.Id],
            ours.EncodeSegments([(open.Content, true), ("x" + text, false), (close.Content, true)]).Where(added.Contains)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_rendered_template_gets_the_ids_of_the_joined_text(string name)
    {
        NpmProgram.Require();
        var ours = BpeTokenizer.Load(await RealTokenizers.GetAsync(name));
        var (open, close) = (ours.AddedTokens[0].Content, ours.AddedTokens[^1].Content);
        foreach (var text in HostileTexts.All.Where(text => !HasControl(ours, text)).Take(3000))
        {
            // Template and content merge across their border, as 'user' and what follows without a space.
            Assert.Equal(
                ours.Encode($"{open}user\n{text}{close}\n{text}"),
                ours.EncodeSegments([(open, true), ("user\n", true), (text, false), (close + "\n", true), (text, false)]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Decoding_gives_the_text_back_at_once_and_in_pieces(string name)
    {
        NpmProgram.Require();
        var ours = BpeTokenizer.Load(await RealTokenizers.GetAsync(name));
        var isLossless = ours.Model.Rules is { Spelling: TokenSpelling.ByteLevel, IsComposed: false };
        Assert.All(HostileTexts.All.Take(3000), text =>
        {
            var ids = ours.EncodeOrdinary(text);
            var wanted = isLossless ? text
                : ours.Model.Rules.IsComposed ? NfcNormalizer.Normalize(text)
                : text.Replace(ByteFallbackTokens.Space, ' ');
            Assert.Equal(wanted, ours.Decode(ids));
            var decoder = new IncrementalDecoder(ours);
            Assert.Equal(wanted, string.Concat(ids.Select(decoder.Append)) + decoder.Complete());
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_megabyte_of_any_shape_is_encoded_in_seconds(string name)
    {
        NpmProgram.Require();
        var ours = BpeTokenizer.Load(await RealTokenizers.GetAsync(name));
        string[] units = ["a", " ", "\n", "\u0301", "가\u11A8", "😀", "日A", " \n", "1", "'S", "▁", "!", "\0", ours.AddedTokens[0].Content, "<|"];
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.All(units, unit => Assert.NotEmpty(ours.Encode(string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length)))));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
    }

    [Theory]
    [InlineData("llama3_1", 128000, 128009, null, true)]
    [InlineData("qwen3", null, 151645, 151643, false)]
    [InlineData("llama2", 1, 2, null, true)]
    [InlineData("mistral_nemo", 1, 2, null, true)]
    public async Task A_folder_says_what_stands_around_a_text(string name, int? begin, int? end, int? pad, bool addsBegin)
    {
        NpmProgram.Require();

        var folder = BpeTokenizer.LoadFolder(Path.GetDirectoryName(await RealTokenizers.GetAsync(name))!);

        Assert.Equal((begin, end, pad, addsBegin), (folder.BeginId, folder.Boundary.End, folder.Boundary.Pad, folder.AddsBegin));
    }

    private static IEnumerable<string> SharedTexts() =>
        File.ReadLines(SharedFiles.Require("models", "tokens.jsonl")).Select(line => (string)JsonNode.Parse(line)!["text"]!);

    private static bool HasControl(BpeTokenizer tokenizer, string text) =>
        tokenizer.AddedTokens.Any(token => text.Contains(token.Content, StringComparison.Ordinal));

    private static IEnumerable<string> WithControls(BpeTokenizer tokenizer)
    {
        var random = new Random(5);
        var controls = tokenizer.AddedTokens.Select(token => token.Content).ToArray();
        return Enumerable.Range(0, 2000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
            random.GetItems(HostileTexts.All.ToArray(), 1)[0] + random.GetItems(controls, 1)[0] + random.GetItems(["", " ", "\n", "a"], 1)[0])));
    }

    private static void AssertEqual(Rust.Tokenizer theirs, BpeTokenizer ours, IEnumerable<string> texts, Func<string, int[]> encode)
    {
        int[] before = ours.AddsBegin ? [ours.BeginId!.Value] : [];
        var different = texts
            .Where(text => !Array.ConvertAll(theirs.Encode(text), id => (int)id).SequenceEqual([.. before, .. encode(text)])).Take(5).ToArray();
        Assert.True(
            different.Length == 0,
            string.Join('\n', different.Select(text =>
                $"{JsonValue.Create(text).ToJsonString()}\n  theirs {string.Join(' ', theirs.Encode(text))}\n  ours   {string.Join(' ', encode(text))}")));
    }

    private static void AssertSame(TokenizerModel wanted, TokenizerModel actual)
    {
        Assert.Equal(wanted.Tokens, actual.Tokens);
        Assert.Equal(wanted.Merges, actual.Merges);
        Assert.Equal(wanted.AddedTokens.OrderBy(token => token.Id), actual.AddedTokens.OrderBy(token => token.Id));
        Assert.Equal(wanted.Rules, actual.Rules);
        Assert.Equal(wanted.Boundary, actual.Boundary);
    }
}
