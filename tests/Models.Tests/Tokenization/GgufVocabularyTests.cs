using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
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

    private static JsonNode[] Rows(string file) => [.. File.ReadLines(SharedFiles.Require("models", file)).Select(line => JsonNode.Parse(line)!)];

    private static int[] Ids(JsonNode ids) => [.. ids.AsArray().Select(id => (int)id!)];
}
