using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Tokenization.Training;

/// <summary>
/// Writes a tokenizer.json as Hugging Face's libraries and ONNX Runtime GenAI read it. Ids: control tokens, the 256
/// bytes, merges, then the markers' added tokens.
/// </summary>
internal static class TokenizerJsonWriter
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>How many of a vocabulary's ids merges can have.</summary>
    /// <param name="vocabularySize">All ids.</param>
    /// <param name="taxonomy">Whose markers get tokens.</param>
    public static int MergesIn(int vocabularySize, MarkerTaxonomy taxonomy) =>
        vocabularySize - ControlTokens.All.Count - 256 - MarkerVocabulary.Contents(taxonomy).Count();

    /// <summary>The file's text.</summary>
    /// <param name="merges">What <see cref="BpeTrainer"/> learned.</param>
    /// <param name="taxonomy">Whose markers get tokens.</param>
    public static string Write(IReadOnlyList<(int Left, int Right)> merges, MarkerTaxonomy taxonomy)
    {
        var spellings = Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.ToCharacter((byte)value).ToString()).ToList();
        spellings.AddRange(merges.Select(_ => ""));
        for (var i = 0; i < merges.Count; i++)
        {
            spellings[256 + i] = spellings[merges[i].Left] + spellings[merges[i].Right];
        }

        var vocabulary = new JsonObject();
        foreach (var token in ControlTokens.All.Concat(spellings))
        {
            // Two merges can spell the same bytes; they are one token.
            vocabulary.TryAdd(token, vocabulary.Count);
        }

        var firstMarker = vocabulary.Count;
        var added = ControlTokens.All.Select((content, id) => Added(content, id, isSpecial: true))
            .Concat(MarkerVocabulary.Contents(taxonomy).Select((content, index) => Added(content, firstMarker + index, isSpecial: false)));
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. added]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = PreTokenizer(),
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(),
            ["model"] = Model(vocabulary, merges.Select(m => (JsonNode)new JsonArray(spellings[m.Left], spellings[m.Right]))),
        }.ToJsonString(Readable) + "\n";
    }

    private static JsonObject PreTokenizer() => new()
    {
        ["type"] = "Sequence",
        ["pretokenizers"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "Split",
                ["pattern"] = new JsonObject { ["Regex"] = SplitRule.TreasureMarkers.Pattern },
                ["behavior"] = "Isolated",
                ["invert"] = false,
            },
            ByteLevel()),
    };

    private static JsonObject Model(JsonObject vocabulary, IEnumerable<JsonNode> merges) => new()
    {
        ["type"] = "BPE",
        ["dropout"] = null,
        ["unk_token"] = null,
        ["continuing_subword_prefix"] = null,
        ["end_of_word_suffix"] = null,
        ["fuse_unk"] = false,
        ["byte_fallback"] = false,
        ["ignore_merges"] = false,
        ["vocab"] = vocabulary,
        ["merges"] = new JsonArray([.. merges]),
    };

    private static JsonObject ByteLevel() =>
        new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = false };

    private static JsonObject Added(string content, int id, bool isSpecial) => new JsonObject
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = isSpecial,
    };
}
