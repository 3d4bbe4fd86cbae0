using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using ML = Microsoft.ML.Tokenizers;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>
/// Our tokenizer gives the ids of Microsoft.ML.Tokenizers' byte-level BPE, which has no reader for tokenizer.json: it is made of the
/// same vocabulary, merges, split expression (see <see cref="CodePointPreTokenizer"/>) and added tokens. Compared are whole texts,
/// added tokens included.
/// </summary>
public class MLTokenizersTests(ModelFolders folders)
{
    [Fact]
    public void Ids_are_those_of_MLTokenizers_where_any_two_bytes_merge() =>
        AssertEqual(PairTokenizer.From(File.ReadAllText(Path.Combine(folders.Small, "tokenizer.json"))));

    [Fact]
    public void Ids_are_those_of_MLTokenizers_for_the_trained_tokenizer_of_the_default_model() =>
        AssertEqual(File.ReadAllText(Path.Combine(DefaultModel.Folder, "tokenizer.json")));

    private static void AssertEqual(string tokenizerJson)
    {
        var ours = BpeTokenizer.Parse(tokenizerJson);
        var theirs = Create(tokenizerJson, ours);
        Assert.All(MixedTexts.All, text => Assert.Equal(theirs.EncodeToIds(text), ours.Encode(text)));
    }

    private static ML.BpeTokenizer Create(string tokenizerJson, BpeTokenizer ours)
    {
        var model = JsonNode.Parse(tokenizerJson)!["model"]!;
        var added = ours.AddedTokens.ToDictionary(token => token.Content, token => token.Id);
        return ML.BpeTokenizer.Create(new ML.BpeOptions(model["vocab"]!.AsObject().Select(entry => KeyValuePair.Create(entry.Key, entry.Value!.GetValue<int>())))
        {
            Merges = model["merges"]!.AsArray().Select(merge => merge is JsonArray pair ? $"{pair[0]} {pair[1]}" : merge!.GetValue<string>()),
            ByteLevel = true,
            SpecialTokens = added,
            PreTokenizer = new CodePointPreTokenizer(ours.Model.Rules.Split!.Pattern, added),
        });
    }
}
