using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Reads the part of Hugging Face's tokenizer.json that byte-level BPE needs and refuses what it would tokenize
/// differently: normalizers, prefix spaces, other models and other pre-tokenizers.
/// </summary>
internal static class TokenizerJsonReader
{
    /// <summary>An id is an index into arrays, so a wild one must not reserve gigabytes.</summary>
    private const int LargestId = 10_000_000;

    /// <summary>Reads the text of a tokenizer.json.</summary>
    /// <exception cref="FormatException">It is no usable tokenizer; the message says why.</exception>
    public static TokenizerModel Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The tokenizer is not valid JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException(
                $"The tokenizer lacks a part of a tokenizer.json, or it has another type: {exception.Message}", exception);
        }
    }

    private static TokenizerModel Read(JsonElement root)
    {
        Require(root.ValueKind == JsonValueKind.Object, "the file must hold an object");
        Require(!Has(root, "normalizer"), "a normalizer is not supported; text is taken as it is");
        var model = root.GetProperty("model");
        Require(Text(model, "type") is null or "BPE", $"the model type is '{Text(model, "type")}'; only BPE is supported");
        foreach (var name in (string[])["ignore_merges", "byte_fallback", "fuse_unk"])
        {
            Require(!IsTrue(model, name), $"\"{name}\" is not supported");
        }

        foreach (var name in (string[])["dropout", "continuing_subword_prefix", "end_of_word_suffix"])
        {
            Require(!Has(model, name) || Text(model, name) is { Length: 0 }, $"\"{name}\" is not supported");
        }

        var pattern = ReadPattern(root.GetProperty("pre_tokenizer"));
        var vocabulary = ReadVocabulary(model.GetProperty("vocab"));
        var byteIds = ReadByteIds(vocabulary);
        var added = Has(root, "added_tokens") ? root.GetProperty("added_tokens").EnumerateArray().Select(ReadAdded).ToArray() : [];
        var bytes = ReadBytes(vocabulary, added);
        return new TokenizerModel(pattern, bytes, byteIds, ReadMerges(model.GetProperty("merges"), vocabulary), added);
    }

    /// <summary>Either Split and then ByteLevel without its own expression, or ByteLevel alone with it (GPT-2's).</summary>
    private static string ReadPattern(JsonElement preTokenizer)
    {
        const string Supported = "the pre_tokenizer must be a Sequence of Split (Regex, Isolated) and ByteLevel, or ByteLevel alone";
        var isSequence = Text(preTokenizer, "type") == "Sequence";
        var steps = isSequence ? preTokenizer.GetProperty("pretokenizers").EnumerateArray().ToArray() : [preTokenizer];
        Require(steps.Length is 1 or 2 && Text(steps[^1], "type") == "ByteLevel", Supported);
        var addsSpace = !steps[^1].TryGetProperty("add_prefix_space", out var prefix) || prefix.GetBoolean();
        Require(!addsSpace, "ByteLevel must say \"add_prefix_space\": false");
        var ownExpression = !steps[^1].TryGetProperty("use_regex", out var useRegex) || useRegex.GetBoolean();
        if (steps.Length == 1)
        {
            Require(ownExpression, Supported);
            return BpeTokenizer.Gpt2SplitPattern;
        }

        var isSplit = Text(steps[0], "type") == "Split" && Text(steps[0], "behavior") == "Isolated" && !IsTrue(steps[0], "invert");
        Require(!ownExpression && isSplit, Supported);
        return Text(steps[0].GetProperty("pattern"), "Regex") ?? throw new FormatException(Supported + ".");
    }

    private static Dictionary<string, int> ReadVocabulary(JsonElement tokens)
    {
        var vocabulary = new Dictionary<string, int>();
        foreach (var token in tokens.EnumerateObject())
        {
            Require(vocabulary.TryAdd(token.Name, Id(token.Value)), $"token '{token.Name}' is listed twice");
        }

        return vocabulary;
    }

    private static AddedToken ReadAdded(JsonElement token)
    {
        var content = Text(token, "content");
        Require(!string.IsNullOrEmpty(content), "an added token has no content");
        foreach (var name in (string[])["single_word", "lstrip", "rstrip"])
        {
            Require(!IsTrue(token, name), $"added token '{content}' says \"{name}\", which is not supported");
        }

        return new AddedToken(Id(token.GetProperty("id")), content!, IsTrue(token, "special"));
    }

    private static Dictionary<long, BpeMerge> ReadMerges(JsonElement merges, Dictionary<string, int> vocabulary)
    {
        var result = new Dictionary<long, BpeMerge>(merges.GetArrayLength());
        foreach (var entry in merges.EnumerateArray())
        {
            var parts = entry.ValueKind == JsonValueKind.Array
                ? entry.EnumerateArray().Select(part => part.GetString()).ToArray()
                : entry.GetString()!.Split(' ');
            Require(parts.Length == 2, $"merge {result.Count} is not a pair");
            var (left, right) = (parts[0]!, parts[1]!);
            result.TryAdd(
                BpeMerger.Key(IdOf(left, vocabulary), IdOf(right, vocabulary)), new BpeMerge(result.Count, IdOf(left + right, vocabulary)));
        }

        return result;
    }

    private static int IdOf(string token, Dictionary<string, int> vocabulary)
    {
        Require(vocabulary.TryGetValue(token, out var id), $"a merge uses '{token}', which the vocabulary lacks");
        return id;
    }

    private static byte[][] ReadBytes(Dictionary<string, int> vocabulary, AddedToken[] added)
    {
        var largest = vocabulary.Values.Concat(added.Select(token => token.Id)).DefaultIfEmpty(-1).Max();
        var bytes = new byte[largest + 1][];
        Array.Fill(bytes, []);
        var contents = new Dictionary<int, string>();
        foreach (var token in added)
        {
            Require(!contents.ContainsValue(token.Content), $"added token '{token.Content}' is listed twice");
            Require(contents.TryAdd(token.Id, token.Content), $"id {token.Id} is used twice");
        }

        foreach (var (token, id) in vocabulary)
        {
            // A file may list an added token in the vocabulary too, spelled as it is.
            if (contents.TryGetValue(id, out var content) && content == token)
            {
                continue;
            }

            Require(bytes[id].Length == 0 && !contents.ContainsKey(id), $"id {id} is used twice");
            Require(ByteLevelAlphabet.TryRead(token, out bytes[id]), $"token '{token}' is not spelled in the byte-level alphabet");
        }

        foreach (var (id, content) in contents)
        {
            bytes[id] = Encoding.UTF8.GetBytes(content);
        }

        return bytes;
    }

    private static int[] ReadByteIds(Dictionary<string, int> vocabulary)
    {
        var ids = new int[256];
        for (var value = 0; value < ids.Length; value++)
        {
            var token = ByteLevelAlphabet.ToCharacter((byte)value).ToString();
            Require(vocabulary.TryGetValue(token, out ids[value]), $"the vocabulary lacks the token of byte {value}");
        }

        return ids;
    }

    private static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new FormatException($"The tokenizer cannot be used: {message}.");
        }
    }

    private static bool Has(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Id(JsonElement value)
    {
        Require(value.TryGetInt32(out var id) && id is >= 0 and <= LargestId, $"{value} is no token id");
        return id;
    }
}

/// <summary>What a tokenizer.json says, checked.</summary>
/// <param name="SplitPattern">The regular expression that cuts text into pieces.</param>
/// <param name="Bytes">The bytes of each id, added tokens included; empty for an id that is not used.</param>
/// <param name="ByteIds">The id of each single byte.</param>
/// <param name="Merges">What pairs of ids become, by <see cref="BpeMerger.Key"/>.</param>
/// <param name="AddedTokens">The added tokens in file order.</param>
internal sealed record TokenizerModel(
    string SplitPattern, byte[][] Bytes, int[] ByteIds, Dictionary<long, BpeMerge> Merges, IReadOnlyList<AddedToken> AddedTokens);
