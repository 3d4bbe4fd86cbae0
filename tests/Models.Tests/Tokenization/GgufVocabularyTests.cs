using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>The tokenizer of a real base's GGUF file, held against Hugging Face's ids.</summary>
public sealed class GgufVocabularyTests
{
    private static readonly Lazy<BpeTokenizer> SmolLM2 = new(
        () => BpeTokenizer.FromGguf(GgufMetadata.Read(SharedFiles.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf"))));

    [Fact]
    public void Two_thousand_texts_get_the_reference_ids_as_text_and_with_control_tokens()
    {
        var rows = Rows("tokens.jsonl");
        Assert.Equal(2000, rows.Length);
        Assert.Contains(rows, row => row["control_ids"] is not null);
        foreach (var row in rows)
        {
            var text = (string)row["text"]!;
            Assert.Equal(Ids(row["user_ids"]!), SmolLM2.Value.EncodeOrdinary(text));
            Assert.Equal(Ids(row["control_ids"] ?? row["user_ids"]!), SmolLM2.Value.Encode(text));
        }
    }

    [Fact]
    public void A_hundred_prompts_get_the_reference_ids()
    {
        var rows = Rows("greedy.jsonl");
        Assert.Equal(100, rows.Length);
        Assert.All(rows, row => Assert.Equal(Ids(row["prompt_ids"]!), SmolLM2.Value.Encode((string)row["prompt"]!)));
    }

    [Fact]
    public void What_the_file_says_around_a_text_is_told()
    {
        Assert.Equal(new TextBoundary(Begin: 1, End: 2, Pad: 2, Unknown: 0), SmolLM2.Value.Boundary);
        Assert.Equal(17, SmolLM2.Value.AddedTokens.Count);
        Assert.All(SmolLM2.Value.AddedTokens, token => Assert.True(token.IsSpecial));
        Assert.False(SmolLM2.Value.AddsBegin);
    }

    [Fact]
    public void Written_for_Hugging_Faces_library_it_gives_the_reference_ids_there()
    {
        NpmProgram.Require();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], TokenizerJson.Write(SmolLM2.Value.Model));

        using var theirs = new Tokenizers.DotNet.Tokenizer(folder["tokenizer.json"]);

        Assert.All(Rows("tokens.jsonl"), row => Assert.Equal(
            Ids(row["control_ids"] ?? row["user_ids"]!), Array.ConvertAll(theirs.Encode((string)row["text"]!), id => (int)id)));
    }

    [Theory]
    [InlineData("tokenizer.ggml.model", "bert", "its tokenizer.ggml.model is 'bert'; supported are gpt2 (byte-level BPE) and llama")]
    [InlineData("tokenizer.ggml.model", null, "its tokenizer.ggml.model is ''; supported are gpt2")]
    [InlineData("tokenizer.ggml.model", "llama", "the file lacks tokenizer.ggml.scores, one for each token")]
    [InlineData("tokenizer.ggml.pre", "chatglm-bpe", "its tokenizer.ggml.pre 'chatglm-bpe' is not supported; supported are gpt-2, default, llama-bpe")]
    [InlineData("tokenizer.ggml.tokens", null, "the file lacks tokenizer.ggml.tokens")]
    [InlineData("tokenizer.ggml.tokens", "text", "the file lacks tokenizer.ggml.tokens")]
    [InlineData("tokenizer.ggml.merges", null, "the file lacks tokenizer.ggml.merges")]
    [InlineData("tokenizer.ggml.bos_token_id", 49152L, "its tokenizer.ggml.bos_token_id is 49152, and it has 49152 tokens")]
    public void What_cannot_be_read_is_refused_by_name(string key, object? value, string message)
    {
        var metadata = GgufMetadata.Read(SharedFiles.Require("models", "SmolLM2-135M-Instruct.Q4_1.gguf")).ToDictionary();
        metadata.Remove(key);
        if (value is not null)
        {
            metadata[key] = value;
        }

        Assert.Contains(message, Assert.Throws<FormatException>(() => BpeTokenizer.FromGguf(metadata)).Message);
    }

    [Fact]
    public void Ids_that_a_model_has_room_for_stay_and_can_be_taken()
    {
        var padded = SmallTokenizer.Instance.WithVocabularySize(SmallTokenizer.Instance.VocabularySize + 5);
        var again = BpeTokenizer.FromGguf(GgufVocabulary.Write(padded.Model));
        Assert.Equal(padded.VocabularySize, again.VocabularySize);

        var grown = again.WithAddedTokens(["<one>", "<two>"], isSpecial: true, takesReserved: true);

        Assert.Equal(padded.VocabularySize, grown.VocabularySize);
        Assert.Equal([SmallTokenizer.Instance.VocabularySize, SmallTokenizer.Instance.VocabularySize + 1], grown.Encode("<one><two>"));
        Assert.Equal(grown.Encode("<one>a<two>"), BpeTokenizer.Parse(TokenizerJson.Write(grown.Model)).Encode("<one>a<two>"));
    }

    [Fact]
    public void Metadata_that_lost_or_mixed_up_values_is_refused_or_read()
    {
        var whole = GgufVocabulary.Write(SmallTokenizer.Instance.Model);
        Assert.Equal(SmallTokenizer.Instance.Model.Rules, GgufVocabulary.Read(whole).Rules);
        var random = new Random(3);
        object[] values = [true, -1L, long.MaxValue, "", "{}", new string[] { "a", "a" }, new[] { 7, 7 }, new float[] { 1 }, Array.Empty<string>(), 2.5];
        for (var i = 0; i < 300; i++)
        {
            var metadata = whole.ToDictionary();
            metadata.Remove("tokenizer.huggingface.json");
            foreach (var key in random.GetItems(whole.Keys.ToArray(), random.Next(1, 3)))
            {
                metadata[key] = random.GetItems(values, 1)[0];
            }

            try
            {
                BpeTokenizer.FromGguf(metadata).Encode("a b");
            }
            catch (FormatException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }
        }
    }

    private static JsonNode[] Rows(string file) => [.. File.ReadLines(SharedFiles.Require("models", file)).Select(line => JsonNode.Parse(line)!)];

    private static int[] Ids(JsonNode ids) => [.. ids.AsArray().Select(id => (int)id!)];
}
