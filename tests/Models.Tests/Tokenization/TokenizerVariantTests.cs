using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using Rust = Tokenizers.DotNet;

namespace TreasureMarkers.Models.Tests.Tokenization;

/// <summary>What tokenizer.json files of other models say, put into real ones: the ids are those of Hugging Face's own library.</summary>
public sealed class TokenizerVariantTests : IDisposable
{
    private const string Flagged = """
        [{"id":FIRST,"content":"<left>","lstrip":true},{"id":FIRST,"content":"<right>","rstrip":true},
         {"id":FIRST,"content":"<both>","lstrip":true,"rstrip":true},{"id":FIRST,"content":"wörd","single_word":true},
         {"id":FIRST,"content":"<norm>","normalized":true},{"id":FIRST,"content":"<nörm>","normalized":true},
         {"id":FIRST,"content":"<normleft>","normalized":true,"lstrip":true},{"id":FIRST,"content":"<rig"}]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama2", "normalizer=null pre_tokenizer={'type':'Metaspace','replacement':'▁','prepend_scheme':'first','split':false}")]
    [InlineData("llama2", "normalizer=null pre_tokenizer={'type':'Metaspace','replacement':'▁','prepend_scheme':'first','split':true}")]
    [InlineData("llama2", "normalizer=null pre_tokenizer={'type':'Metaspace','replacement':'▁','prepend_scheme':'always','split':false}")]
    [InlineData("llama2", "normalizer=null pre_tokenizer={'type':'Metaspace','replacement':'▁','prepend_scheme':'never','split':false}")]
    [InlineData("llama2", "normalizer=null pre_tokenizer={'type':'Metaspace','replacement':'▁','add_prefix_space':true}")]
    [InlineData("llama2", "normalizer={'type':'Replace','pattern':{'String':'_'},'content':'▁'}")]
    [InlineData("llama2", "")]
    [InlineData("gpt2", "")]
    [InlineData("gpt2", "model.ignore_merges=true")]
    [InlineData("gpt2", "normalizer={'type':'NFC'}")]
    [InlineData("gpt2", "normalizer={'type':'Sequence','normalizers':[]}")]
    [InlineData("gpt2", "pre_tokenizer={'type':'Sequence','pretokenizers':[{'type':'Digits','individual_digits':true},{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true}]}")]
    [InlineData("qwen3", "")]
    public async Task Ids_are_those_of_Hugging_Faces_library(string name, string changes)
    {
        NpmProgram.Require();
        var json = JsonNode.Parse(await File.ReadAllTextAsync(await RealTokenizers.GetAsync(name)))!;
        Change(json, changes);
        var path = _folder["tokenizer.json"];
        await File.WriteAllTextAsync(path, json.ToJsonString());
        var ours = BpeTokenizer.Load(path);
        AssertEqual(path, ours);

        // And again as we write it.
        await File.WriteAllTextAsync(path, TokenizerJson.Write(ours.Model));
        AssertEqual(path, ours);
        var again = BpeTokenizer.FromGguf(GgufVocabulary.Write(ours.Model));
        Assert.Equal(ours.Model.Rules, again.Model.Rules);
        Assert.All(HostileTexts.All.Take(1000), text => Assert.Equal(ours.Encode(text), again.Encode(text)));
    }

    private static void AssertEqual(string path, BpeTokenizer ours)
    {
        using var theirs = new Rust.Tokenizer(path);
        int[] before = ours.AddsBegin ? [ours.BeginId!.Value] : [];
        var different = Texts(ours)
            .Where(text => !Array.ConvertAll(theirs.Encode(text), id => (int)id).SequenceEqual([.. before, .. ours.Encode(text)])).ToArray();
        Assert.True(
            different.Length == 0,
            $"{different.Length}: " + string.Join('\n', different.OrderBy(text => text.Length).Take(5).Select(text =>
                $"{JsonValue.Create(text).ToJsonString()}\n  theirs {string.Join(' ', theirs.Encode(text))}\n  ours   {string.Join(' ', ours.Encode(text))}")));
    }

    private static IEnumerable<string> Texts(BpeTokenizer tokenizer)
    {
        var random = new Random(6);
        string[] parts =
        [
            .. tokenizer.AddedTokens.TakeLast(12).Select(token => token.Content), " ", "  ", "\n", "\t ", "a", "_", "é", "1", "-", "\u00A0", "wörd ", " wörd", "wörd",
            "<no\u0308rm>", "n", "Hello", "▁", "e\u0301", "²", "\u0301",
        ];
        return Enumerable.Range(0, 3000).Select(_ => string.Concat(random.GetItems(parts, random.Next(1, 9))))
            .Concat(HostileTexts.All.Take(1000).Select(text => text + random.GetItems(parts, 1)[0] + text));
    }

    private static void Change(JsonNode json, string changes)
    {
        foreach (var change in changes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (path, value) = (change[..change.IndexOf('=')], change[(change.IndexOf('=') + 1)..].Replace('\'', '"').Replace("\"_\"", "\" \""));
            var parent = path.StartsWith("model.", StringComparison.Ordinal) ? json["model"]! : json;
            parent[path.Split('.')[^1]] = JsonNode.Parse(value);
        }

        var added = json["added_tokens"]!.AsArray();
        var next = added.Select(token => (int)token!["id"]!).Append(json["model"]!["vocab"]!.AsObject().Max(entry => (int)entry.Value!)).Max() + 1;
        foreach (var token in JsonNode.Parse(Flagged.Replace("FIRST", "0"))!.AsArray())
        {
            var entry = token!.DeepClone().AsObject();
            entry["id"] = next++;
            foreach (var flag in (string[])["single_word", "lstrip", "rstrip", "normalized", "special"])
            {
                entry.TryAdd(flag, false);
            }

            added.Add((JsonNode)entry);
        }
    }
}
