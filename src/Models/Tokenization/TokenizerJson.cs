using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>Writes the files by which Hugging Face's libraries and ONNX Runtime GenAI load a tokenizer.</summary>
internal static class TokenizerJson
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text of a tokenizer.json.</summary>
    public static string Write(TokenizerModel model)
    {
        var added = model.AddedTokens.OrderBy(token => token.Id).ToArray();
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. added.Select(Added)]),
            ["normalizer"] = Normalizer(model.Rules),
            ["pre_tokenizer"] = PreTokenizer(model.Rules),
            ["post_processor"] = PostProcessor(model),
            ["decoder"] = Decoder(model.Rules),
            ["model"] = Model(model, added),
        }.ToJsonString(Readable) + "\n";
    }

    /// <summary>tokenizer_config.json, to which the caller adds the chat template and the context's length.</summary>
    public static JsonObject Config(TokenizerModel model)
    {
        var decoder = new JsonObject();
        foreach (var token in model.AddedTokens.OrderBy(token => token.Id))
        {
            var entry = Added(token);
            entry.Remove("id");
            decoder[$"{token.Id}"] = entry;
        }

        var config = new JsonObject
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["add_bos_token"] = model.Boundary.AddsBegin,
            ["add_eos_token"] = model.Boundary.AddsEnd,
            ["clean_up_tokenization_spaces"] = false,
            ["added_tokens_decoder"] = decoder,
        };
        foreach (var (name, id) in (ReadOnlySpan<(string, int?)>)
            [("bos", model.Boundary.Begin), ("eos", model.Boundary.End), ("pad", model.Boundary.Pad), ("unk", model.Boundary.Unknown)])
        {
            if (id is { } value)
            {
                config[name + "_token"] = model.Tokens[value];
            }
        }

        return config;
    }

    private static JsonObject Added(AddedToken token) => new()
    {
        ["id"] = token.Id,
        ["content"] = token.Content,
        ["single_word"] = token.SingleWord,
        ["lstrip"] = token.StripsLeft,
        ["rstrip"] = token.StripsRight,
        ["normalized"] = token.IsNormalized,
        ["special"] = token.IsSpecial,
    };

    private static JsonObject? Normalizer(TextRules rules) => rules switch
    {
        { IsComposed: true } => new JsonObject { ["type"] = "NFC" },
        { Spelling: TokenSpelling.ByteFallback, Prefix: SpacePrefix.Every } => new JsonObject
        {
            ["type"] = "Sequence",
            ["normalizers"] = new JsonArray(new JsonObject { ["type"] = "Prepend", ["prepend"] = "▁" }, Replace(" ", "▁")),
        },
        { Spelling: TokenSpelling.ByteFallback, Prefix: SpacePrefix.None } => Replace(" ", "▁"),
        _ => null,
    };

    private static JsonObject? PreTokenizer(TextRules rules)
    {
        if (rules.Spelling == TokenSpelling.ByteFallback)
        {
            return Normalizer(rules) is null ? Metaspace(rules) : null;
        }

        var ownExpression = rules.Split == SplitRule.Gpt2;
        var first = !ownExpression
            ? new JsonObject
            {
                ["type"] = "Split",
                ["pattern"] = new JsonObject { ["Regex"] = rules.Split!.Pattern },
                ["behavior"] = "Isolated",
                ["invert"] = false,
            }
            : rules.SplitsDigits ? new JsonObject { ["type"] = "Digits", ["individual_digits"] = true } : null;
        return first is null
            ? ByteLevel(ownExpression)
            : new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(first, ByteLevel(ownExpression)) };
    }

    private static JsonObject Metaspace(TextRules rules) => new()
    {
        ["type"] = "Metaspace",
        ["replacement"] = "▁",
        ["prepend_scheme"] = rules.Prefix switch { SpacePrefix.EveryWithoutSpace => "always", SpacePrefix.First => "first", _ => "never" },
        ["split"] = rules.SplitsAtSpaces,
    };

    private static JsonObject? PostProcessor(TokenizerModel model)
    {
        var (begin, end) = (Special(model.Boundary.AddsBegin, model.Boundary.Begin), Special(model.Boundary.AddsEnd, model.Boundary.End));
        if (begin is null && end is null)
        {
            return null;
        }

        var specials = new JsonObject();
        foreach (var token in new[] { begin, end }.OfType<AddedToken>())
        {
            specials[token.Content] = new JsonObject
            {
                ["id"] = token.Content,
                ["ids"] = new JsonArray(token.Id),
                ["tokens"] = new JsonArray(token.Content),
            };
        }

        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray([.. Around("A", 0)]),
            ["pair"] = new JsonArray([.. Around("A", 0), .. Around("B", 1)]),
            ["special_tokens"] = specials,
        };

        AddedToken? Special(bool adds, int? id) => adds && id is { } value
            ? new AddedToken(value, model.Tokens[value]!, IsSpecial: true)
            : null;

        IEnumerable<JsonNode> Around(string sequence, int type)
        {
            if (begin is not null)
            {
                yield return Part("SpecialToken", begin.Content, type);
            }

            yield return Part("Sequence", sequence, type);
            if (end is not null)
            {
                yield return Part("SpecialToken", end.Content, type);
            }
        }
    }

    private static JsonObject Part(string kind, string id, int type) =>
        new() { [kind] = new JsonObject { ["id"] = id, ["type_id"] = type } };

    private static JsonObject Decoder(TextRules rules)
    {
        if (rules.Spelling == TokenSpelling.ByteLevel)
        {
            return ByteLevel(useRegex: false);
        }

        var steps = new JsonArray(
            Replace("▁", " "), new JsonObject { ["type"] = "ByteFallback" }, new JsonObject { ["type"] = "Fuse" });
        if (rules.StripsLeadingSpace)
        {
            steps.Add((JsonNode)new JsonObject { ["type"] = "Strip", ["content"] = " ", ["start"] = 1, ["stop"] = 0 });
        }

        return new JsonObject { ["type"] = "Sequence", ["decoders"] = steps };
    }

    private static JsonObject Replace(string what, string by) =>
        new() { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = what }, ["content"] = by };

    private static JsonObject ByteLevel(bool useRegex) =>
        new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = useRegex };

    private static JsonObject Model(TokenizerModel model, AddedToken[] added)
    {
        var isByteFallback = model.Rules.Spelling == TokenSpelling.ByteFallback;
        return new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = model.Boundary.Unknown is { } unknown ? model.Tokens[unknown] : null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = isByteFallback,
            ["byte_fallback"] = isByteFallback,
            ["ignore_merges"] = model.Rules.IgnoresMerges,
            ["vocab"] = Vocabulary(model, added),
            ["merges"] = new JsonArray(
                [.. model.Merges.Select(merge => (JsonNode)new JsonArray(model.Tokens[merge.Left], model.Tokens[merge.Right]))]),
        };
    }

    /// <summary>
    /// Added tokens that follow the others without a gap get their ids by their order; the library gives an id to the rest by the
    /// vocabulary alone.
    /// </summary>
    private static JsonObject Vocabulary(TokenizerModel model, AddedToken[] added)
    {
        var count = Array.FindLastIndex(model.Tokens, token => token is not null) + 1;
        for (var i = added.Length - 1; i >= 0 && added[i].Id == count - 1 && added[i].Id != model.Boundary.Unknown; i--)
        {
            count--;
        }

        count = model.Tokens.AsSpan(0, count).Contains(null) ? model.Tokens.Length : count;
        var vocabulary = new JsonObject();
        for (var id = 0; id < count; id++)
        {
            if (model.Tokens[id] is { } token)
            {
                vocabulary.Add(token, id);
            }
        }

        return vocabulary;
    }
}
