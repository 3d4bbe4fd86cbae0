using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Reads Hugging Face's tokenizer.json of a BPE tokenizer, byte-level or with byte fallback, and refuses by name what it would
/// tokenize differently.
/// </summary>
internal static class TokenizerJsonReader
{
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

    /// <summary>An added token, as tokenizer.json and tokenizer_config.json describe it.</summary>
    public static AddedToken ReadAdded(JsonElement token, int id) =>
        new(id, Text(token, "content") ?? "", IsTrue(token, "special"))
        {
            SingleWord = IsTrue(token, "single_word"),
            StripsLeft = IsTrue(token, "lstrip"),
            StripsRight = IsTrue(token, "rstrip"),
            IsNormalized = IsTrue(token, "normalized"),
        };

    private static TokenizerModel Read(JsonElement root)
    {
        Require(root.ValueKind == JsonValueKind.Object, "the file must hold an object");
        var model = root.GetProperty("model");
        Require(Text(model, "type") is null or "BPE", $"the model type is '{Text(model, "type")}'; only BPE is supported");
        foreach (var name in (string[])["dropout", "continuing_subword_prefix", "end_of_word_suffix"])
        {
            Require(!Has(model, name) || Text(model, name) is { Length: 0 }, $"\"{name}\" is not supported");
        }

        AddedToken[] added = Has(root, "added_tokens")
            ? [.. root.GetProperty("added_tokens").EnumerateArray().Select(token => ReadAdded(token, Id(token.GetProperty("id"))))]
            : [];
        var vocabulary = new VocabularyBuilder(added);
        foreach (var token in model.GetProperty("vocab").EnumerateObject())
        {
            vocabulary.Add(token.Name, Id(token.Value));
        }

        var rules = IsTrue(model, "byte_fallback") ? ReadByteFallback(root) : ReadByteLevel(root);
        int? unknown = Text(model, "unk_token") is { } content ? vocabulary.IdOf(content, "unk_token is") : null;
        return vocabulary.Build(
            ReadMerges(model.GetProperty("merges")),
            rules with { IgnoresMerges = IsTrue(model, "ignore_merges") },
            ReadBoundary(root) with { Unknown = unknown });
    }

    private static TextRules ReadByteLevel(JsonElement root)
    {
        Require(!IsTrue(root.GetProperty("model"), "fuse_unk"), "\"fuse_unk\" is not supported with byte-level BPE");
        var normalizers = Steps(root, "normalizer", "normalizers");
        Require(
            normalizers.All(step => Text(step, "type") == "NFC"),
            $"the normalizer '{Names(normalizers)}' is not supported with byte-level BPE; supported is NFC");
        var rules = new TextRules(TokenSpelling.ByteLevel) { IsComposed = normalizers.Length > 0 };
        var steps = Steps(root, "pre_tokenizer", "pretokenizers");
        var supported = "the pre_tokenizer must be ByteLevel, Digits (\"individual_digits\": true) and ByteLevel, or Split (Regex, Isolated) "
            + $"and ByteLevel; it is '{Names(steps)}'";
        Require(steps.Length is 1 or 2 && Text(steps[^1], "type") == "ByteLevel", supported);
        Require(!IsTrueByDefault(steps[^1], "add_prefix_space"), "ByteLevel must say \"add_prefix_space\": false");
        var ownExpression = IsTrueByDefault(steps[^1], "use_regex");
        if (steps.Length == 1 || Text(steps[0], "type") == "Digits")
        {
            Require(ownExpression && (steps.Length == 1 || IsTrue(steps[0], "individual_digits")), supported);
            return rules with { Split = SplitRule.Gpt2, SplitsDigits = steps.Length == 2 };
        }

        var isSplit = Text(steps[0], "type") == "Split" && Text(steps[0], "behavior") == "Isolated" && !IsTrue(steps[0], "invert");
        Require(!ownExpression && isSplit, supported);
        var pattern = Text(steps[0].GetProperty("pattern"), "Regex");
        Require(pattern is not null, supported);
        var split = SplitRule.All.FirstOrDefault(rule => rule.Pattern == pattern);
        Require(
            split is not null,
            $"its split expression '{pattern}' is not supported; supported are those of "
            + string.Join(", ", SplitRule.All.Select(rule => rule.Name)));
        return rules with { Split = split };
    }

    private static TextRules ReadByteFallback(JsonElement root)
    {
        var rules = new TextRules(TokenSpelling.ByteFallback);
        var (normalizers, steps) = (Steps(root, "normalizer", "normalizers"), Steps(root, "pre_tokenizer", "pretokenizers"));
        var (prepends, replaces) = (normalizers.Any(step => IsStep(step, "Prepend", "prepend", "▁")), normalizers.Any(IsReplace));
        Require(
            normalizers.Length == (prepends ? 1 : 0) + (replaces ? 1 : 0) && (!prepends || replaces),
            $"the normalizer '{Names(normalizers)}' is not supported with byte_fallback; supported is Prepend ▁ and Replace of spaces by ▁");
        Require(
            (steps.Length == 0 && replaces) || (steps is [var step] && !replaces && IsStep(step, "Metaspace", "replacement", "▁")),
            $"the pre_tokenizer '{Names(steps)}' is not supported with byte_fallback; supported is Metaspace, or none with the normalizer "
            + "Replace of spaces by ▁");
        var decoders = Steps(root, "decoder", "decoders");
        if (steps.Length == 0)
        {
            return rules with { Prefix = prepends ? SpacePrefix.Every : SpacePrefix.None, StripsLeadingSpace = decoders.Any(IsStrip) };
        }

        var scheme = Text(steps[0], "prepend_scheme") ?? "always";
        scheme = IsTrueByDefault(steps[0], "add_prefix_space") ? scheme : "never";
        Require(scheme is "always" or "first" or "never", $"\"prepend_scheme\": \"{scheme}\" is not supported; supported are always, first, never");
        return rules with
        {
            Prefix = scheme switch { "always" => SpacePrefix.EveryWithoutSpace, "first" => SpacePrefix.First, _ => SpacePrefix.Never },
            SplitsAtSpaces = IsTrueByDefault(steps[0], "split"),
            StripsLeadingSpace = decoders.Any(decoder => IsStrip(decoder) || (Text(decoder, "type") == "Metaspace" && scheme != "never")),
        };
    }

    /// <summary>What a text gets at its ends: the post-processors' special tokens beside the text itself.</summary>
    private static TextBoundary ReadBoundary(JsonElement root)
    {
        var boundary = new TextBoundary();
        foreach (var processor in Steps(root, "post_processor", "processors").Where(step => Text(step, "type") == "TemplateProcessing"))
        {
            var parts = processor.GetProperty("single").EnumerateArray().ToArray();
            var sequence = Array.FindIndex(parts, part => part.TryGetProperty("Sequence", out _));
            Require(
                sequence is 0 or 1 && parts.Length - sequence is 1 or 2,
                "its post_processor adds more than one token at an end, which is not supported");
            boundary = new TextBoundary(
                sequence == 1 ? SpecialId(processor, parts[0]) : null,
                parts.Length - sequence == 2 ? SpecialId(processor, parts[^1]) : null,
                AddsBegin: sequence == 1,
                AddsEnd: parts.Length - sequence == 2);
        }

        return boundary;

        static int SpecialId(JsonElement processor, JsonElement part) => Id(processor.GetProperty("special_tokens")
            .GetProperty(part.GetProperty("SpecialToken").GetProperty("id").GetString()!).GetProperty("ids").EnumerateArray().First());
    }

    private static IEnumerable<(string Left, string Right)> ReadMerges(JsonElement merges)
    {
        var count = 0;
        foreach (var entry in merges.EnumerateArray())
        {
            var parts = entry.ValueKind == JsonValueKind.Array
                ? entry.EnumerateArray().Select(part => part.GetString()).ToArray()
                : entry.GetString()!.Split(' ');
            Require(parts is [{ Length: > 0 }, { Length: > 0 }], $"merge {count} is not a pair");
            yield return (parts[0]!, parts[1]!);
            count++;
        }
    }

    /// <summary>The steps of a part of the pipeline: none, one, or those of a Sequence, which holds no other Sequence.</summary>
    private static JsonElement[] Steps(JsonElement root, string name, string list) => !Has(root, name) ? []
        : Text(root.GetProperty(name), "type") == "Sequence" ? [.. root.GetProperty(name).GetProperty(list).EnumerateArray()]
        : [root.GetProperty(name)];

    private static string Names(JsonElement[] steps) => steps.Length == 0 ? "none" : string.Join(", ", steps.Select(step => Text(step, "type")));

    private static bool IsStep(JsonElement step, string type, string name, string value) =>
        Text(step, "type") == type && Text(step, name) == value;

    private static bool IsReplace(JsonElement step) =>
        IsStep(step, "Replace", "content", "▁") && step.TryGetProperty("pattern", out var pattern) && Text(pattern, "String") == " ";

    private static bool IsStrip(JsonElement step) =>
        IsStep(step, "Strip", "content", " ") && step.TryGetProperty("start", out var start) && start.TryGetInt32(out var count) && count == 1;

    private static void Require([DoesNotReturnIf(false)] bool condition, string message) => VocabularyBuilder.Require(condition, message);

    private static bool Has(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool IsTrueByDefault(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || value.GetBoolean();

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Id(JsonElement value)
    {
        Require(value.TryGetInt32(out var id) && id is >= 0 and <= VocabularyBuilder.LargestId, $"{value} is no token id");
        return id;
    }
}
