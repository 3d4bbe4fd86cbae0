using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Tokenizers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Tests.Tokenization;

public class TokenizerJsonTests
{
    [Fact]
    public void Merges_may_be_spelled_as_pairs_or_with_a_space()
    {
        var json = JsonNode.Parse(SmallTokenizer.Json)!;
        var merges = json["model"]!["merges"]!.AsArray();
        json["model"]!["merges"] = new JsonArray([.. merges.Select(pair => (JsonNode)$"{pair![0]} {pair[1]}")]);

        var tokenizer = BpeTokenizer.Parse(json.ToJsonString());

        const string Text = "The language of the answer is German, файл 12.";
        Assert.Equal(SmallTokenizer.Instance.EncodeOrdinary(Text), tokenizer.EncodeOrdinary(Text));
    }

    [Fact]
    public void A_byte_level_pre_tokenizer_alone_splits_as_gpt_2_does()
    {
        var json = JsonNode.Parse(SmallTokenizer.Json)!;
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}""");

        Assert.Equal(SplitRule.Gpt2, BpeTokenizer.Parse(json.ToJsonString()).Model.Rules.Split);
    }

    [Theory]
    [InlineData("$", "null", "the file must hold an object")]
    [InlineData("$.model", null, "lacks a part of a tokenizer.json")]
    [InlineData("$.model.vocab", "[]", "lacks a part of a tokenizer.json, or it has another type")]
    [InlineData("$.model.type", "\"Unigram\"", "the model type is 'Unigram'; only BPE is supported")]
    [InlineData("$.model.byte_fallback", "true", "the pre_tokenizer 'Split, ByteLevel' is not supported with byte_fallback; supported is Metaspace")]
    [InlineData("$.model.end_of_word_suffix", "\"</w>\"", "\"end_of_word_suffix\" is not supported")]
    [InlineData("$.normalizer", "{\"type\":\"NFKC\"}", "the normalizer 'NFKC' is not supported with byte-level BPE; supported is NFC")]
    [InlineData("$.pre_tokenizer", "{\"type\":\"Whitespace\"}", "the pre_tokenizer must be")]
    [InlineData("$.pre_tokenizer", "{\"type\":\"ByteLevel\",\"add_prefix_space\":true}", "\"add_prefix_space\": false")]
    [InlineData("$.pre_tokenizer.pretokenizers[0].behavior", "\"Removed\"", "the pre_tokenizer must be")]
    [InlineData("$.pre_tokenizer.pretokenizers[0].pattern.Regex", "\"(\"", "its split expression '(' is not supported; supported are those of TreasureMarkers, GPT-2, Llama 3, Qwen2, tekken")]
    [InlineData("$.model.merges[0]", "\"abc\"", "merge 0 is not a pair")]
    [InlineData("$.model.merges[0]", "[\"a\",\"\u1234\"]", "which the vocabulary lacks")]
    [InlineData("$.model.vocab.a", "-1", "-1 is no token id")]
    [InlineData("$.model.vocab.a", "99999999999", "99999999999 is no token id")]
    [InlineData("$.model.vocab.a", "7", "id 7 is used twice")]
    [InlineData("$.model.vocab.a", null, "the vocabulary lacks the token of byte 97")]
    [InlineData("$.added_tokens[0].content", "\"\"", "an added token has no content")]
    [InlineData("$.added_tokens[0].id", "1", "id 1 is used twice")]
    [InlineData("$.added_tokens[0].content", "\"<|bos|>\"", "added token '<|bos|>' is listed twice")]
    public void What_would_tokenize_differently_is_refused(string path, string? value, string message)
    {
        var json = Change(JsonNode.Parse(SmallTokenizer.Json)!, path, value);

        var exception = Assert.Throws<FormatException>(() => BpeTokenizer.Parse(json));

        Assert.Contains(message, exception.Message);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_missing_or_corrupt_file_is_named_in_one_line()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => BpeTokenizer.Load(path)).Message);
        File.WriteAllText(path, SmallTokenizer.Json[..5000]);
        try
        {
            var message = Assert.Throws<FormatException>(() => BpeTokenizer.Load(path)).Message;
            Assert.StartsWith($"{path}: The tokenizer is not valid JSON: ", message);
            Assert.DoesNotContain('\n', message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("""{"bos_token":"<|bos|>","eos_token":{"content":"<|end|>"},"pad_token":null,"add_bos_token":true}""", 1, 2, null, true)]
    [InlineData("{}", null, null, null, false)]
    public void The_configuration_file_names_the_tokens_around_a_text(string config, int? begin, int? end, int? pad, bool addsBegin)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], SmallTokenizer.Json);
        File.WriteAllText(folder["tokenizer_config.json"], config);

        var tokenizer = BpeTokenizer.LoadFolder(folder.Root);

        Assert.Equal(new TextBoundary(begin, end, pad, AddsBegin: addsBegin), tokenizer.Boundary);
        Assert.Equal(tokenizer.Boundary, TokenizerConfigReader.Complete(SmallTokenizer.Instance.Model, TokenizerJson.Config(tokenizer.Model).ToJsonString()).Boundary);
    }

    [Fact]
    public void The_configuration_file_adds_tokens()
    {
        var size = SmallTokenizer.Instance.VocabularySize;
        var json = "{\"added_tokens_decoder\":{\"" + (size + 1) + "\":{\"content\":\"<x>\",\"special\":true},\"0\":{\"content\":\"<|pad|>\"}}}";

        var tokenizer = new BpeTokenizer(TokenizerConfigReader.Complete(SmallTokenizer.Instance.Model, json));

        Assert.Equal([size + 1], tokenizer.Encode("<x>"));
        Assert.Equal(size + 2, tokenizer.VocabularySize);
    }

    [Theory]
    [InlineData("[]", "has another type")]
    [InlineData("{", "is not valid JSON")]
    [InlineData("""{"eos_token":"<none>"}""", "Its eos_token is '<none>', which the tokenizer lacks")]
    [InlineData("""{"eos_token":7}""", "has another type")]
    [InlineData("""{"added_tokens_decoder":{"-1":{"content":"<x>"}}}""", "names '-1', which is no token id")]
    [InlineData("""{"added_tokens_decoder":{"100":{"content":"<x>"}}}""", "Its added token 100 is empty, or a token of tokenizer.json already")]
    public void A_damaged_configuration_file_is_named_in_one_line(string config, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], SmallTokenizer.Json);
        File.WriteAllText(folder["tokenizer_config.json"], config);

        var error = Assert.Throws<FormatException>(() => BpeTokenizer.LoadFolder(folder.Root)).Message;

        Assert.StartsWith(folder["tokenizer_config.json"], error);
        Assert.Contains(message, error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Damaged_files_are_refused_in_one_line_or_read()
    {
        var random = new Random(2);
        var (root, refused) = (JsonNode.Parse(SmallTokenizer.Json)!, 0);
        for (var i = 0; i < 400; i++)
        {
            var json = i % 2 == 0 ? SmallTokenizer.Json[..random.Next(SmallTokenizer.Json.Length)] : Damage(root.DeepClone(), random).ToJsonString();
            try
            {
                BpeTokenizer.Parse(json).Encode("a <|user|> b");
            }
            catch (FormatException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 250, 400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[[[[[[[[")]
    [InlineData("{\"model\":{\"vocab\":{\"\\ud800\":1},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false}}")]
    [InlineData("{\"model\":{\"vocab\":{},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":0}}")]
    [InlineData("{\"model\":{\"byte_fallback\":true,\"vocab\":{},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"▁\"}}")]
    public void A_hostile_file_is_refused(string json)
    {
        Assert.Throws<FormatException>(() => BpeTokenizer.Parse(json));
        Assert.Throws<FormatException>(() => BpeTokenizer.Parse(new string('[', 100_000) + json));
    }

    /// <summary>Puts something else into a random place of the file.</summary>
    private static JsonNode Damage(JsonNode root, Random random)
    {
        string[] values = ["null", "-1", "1e300", "true", "\"\"", "\"x\"", "[]", "{}", "[[]]", "99999999"];
        var node = root;
        while (true)
        {
            var children = (node as JsonObject)?.Count ?? (node as JsonArray)?.Count ?? 0;
            var index = children == 0 ? 0 : random.Next(children);
            var child = children == 0 ? null : node is JsonObject members ? members.GetAt(index).Value : node[index];
            if (child is null or JsonValue || random.Next(3) == 0)
            {
                var value = JsonNode.Parse(random.GetItems(values, 1)[0]);
                if (node is JsonObject parent && children > 0)
                {
                    parent.SetAt(index, value);
                }
                else if (node is JsonArray list && children > 0)
                {
                    list[index] = value;
                }

                return root;
            }

            node = child;
        }
    }

    /// <summary>Replaces, or removes for null, the element at a path such as <c>$.a[0].b</c>.</summary>
    private static string Change(JsonNode root, string path, string? value)
    {
        var replacement = value is null ? null : JsonNode.Parse(value);
        if (path == "$")
        {
            return replacement?.ToJsonString() ?? "null";
        }

        var steps = path[2..].Replace("[", ".[").Split('.');
        var parent = steps[..^1].Aggregate(root, (node, step) => step[0] == '[' ? node[int.Parse(step[1..^1])]! : node[step]!);
        if (steps[^1][0] == '[')
        {
            parent[int.Parse(steps[^1][1..^1])] = replacement;
        }
        else if (value is null)
        {
            parent.AsObject().Remove(steps[^1]);
        }
        else
        {
            parent[steps[^1]] = replacement;
        }

        return root.ToJsonString();
    }
}
