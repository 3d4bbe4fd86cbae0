using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>
/// A tokenizer in which any two bytes merge, in a shuffled order: every difference in where text is cut, or in the order of
/// merging, shows in the ids. A trained one would hide most of them.
/// </summary>
internal static class PairTokenizer
{
    /// <summary>Gives the tokenizer.json these merges; its marker tokens move behind them.</summary>
    public static string From(string tokenizerJson)
    {
        var json = JsonNode.Parse(tokenizerJson)!;
        var vocabulary = json["model"]!["vocab"]!.AsObject();
        var bytes = Enumerable.Range(0, 256).Select(value => ByteLevelAlphabet.ToCharacter((byte)value)).ToArray();
        var pairs = bytes.SelectMany(left => bytes.Select(right => (left, right))).ToArray();
        new Random(7).Shuffle(pairs);
        var next = ControlTokens.All.Count + bytes.Length;
        foreach (var (left, right) in pairs)
        {
            vocabulary[$"{left}{right}"] = next++;
        }

        foreach (var token in json["added_tokens"]!.AsArray().Where(token => !token!["special"]!.GetValue<bool>()))
        {
            token!["id"] = next++;
        }

        json["model"]!["merges"] = new JsonArray([.. pairs.Select(pair => (JsonNode)$"{pair.left} {pair.right}")]);
        return json.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
