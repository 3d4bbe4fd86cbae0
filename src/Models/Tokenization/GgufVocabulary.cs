namespace TreasureMarkers.Models.Tokenization;

/// <summary>A tokenizer as GGUF metadata: the keys "tokenizer.ggml.*", read and written as llama.cpp and its converters do.</summary>
internal static class GgufVocabulary
{
    // A Llama vocabulary's longest token has some 50 characters; every way to cut a token in two is looked at.
    private const int LongestMergedToken = 512;

    private const string Prefix = "tokenizer.ggml.";
    private const string Model = Prefix + "model";
    private const string Pre = Prefix + "pre";
    private const string Tokens = Prefix + "tokens";
    private const string Types = Prefix + "token_type";
    private const string Scores = Prefix + "scores";
    private const string MergeList = Prefix + "merges";
    private const string SpacePrefixKey = Prefix + "add_space_prefix";

    /// <summary>The key under which the GGUF specification has a whole tokenizer.json.</summary>
    private const string HuggingFaceJson = "tokenizer.huggingface.json";

    // The names of llama.cpp for what a tokenizer.json says; the first name of a rule is the one written. Whether a text begins with
    // the bos token goes by the name where the file does not say it.
    private static readonly (string Name, TextRules Rules, bool AddsBegin)[] PreTokenizers =
    [
        ("gpt-2", ByteLevel(SplitRule.Gpt2), false),
        ("default", ByteLevel(SplitRule.Gpt2), false),
        ("llama-bpe", ByteLevel(SplitRule.Llama3) with { IgnoresMerges = true }, true),
        ("llama3", ByteLevel(SplitRule.Llama3) with { IgnoresMerges = true }, true),
        ("llama-v3", ByteLevel(SplitRule.Llama3) with { IgnoresMerges = true }, true),
        ("qwen2", ByteLevel(SplitRule.Qwen2) with { IsComposed = true }, false),
        ("deepseek-r1-qwen", ByteLevel(SplitRule.Qwen2), false),
        // SmolLM's own file cuts off each digit first. References made from its GGUF do not, and its vocabulary has no tokens of two
        // digits: all that differs is white space before a digit, of which GPT-2's split keeps the last character apart.
        ("smollm", ByteLevel(SplitRule.Gpt2), false),
        ("tekken", ByteLevel(SplitRule.Tekken) with { IgnoresMerges = true }, true),
    ];

    // By ggml's numbers.
    private enum TokenType
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6,
    }

    /// <summary>Reads a file's metadata.</summary>
    /// <exception cref="FormatException">It holds no usable tokenizer; the message says why.</exception>
    public static TokenizerModel Read(IReadOnlyDictionary<string, object> metadata)
    {
        var model = Text(metadata, Model);
        Require(model is "gpt2" or "llama", $"its {Model} is '{model}'; supported are gpt2 (byte-level BPE) and llama (BPE with byte fallback)");
        if (Text(metadata, HuggingFaceJson) is { } json)
        {
            var whole = TokenizerJsonReader.Read(json);
            var size = Math.Max(whole.Tokens.Length, ArrayOf<string>(metadata, Tokens)?.Length ?? 0);
            whole = whole with { Tokens = [.. whole.Tokens, .. new string?[size - whole.Tokens.Length]] };
            return whole with { Boundary = ReadBoundary(metadata, whole.Tokens.Length, whole.Boundary.AddsBegin) };
        }

        return ReadKeys(metadata);
    }

    /// <summary>
    /// The metadata of a tokenizer. Where these keys cannot say all of it, such as white space that an added token swallows, its
    /// tokenizer.json is one of them, so that reading gives the same tokenizer again.
    /// </summary>
    /// <returns>Texts, ids, truth values, and lists of texts and numbers, by key.</returns>
    /// <exception cref="FormatException">llama.cpp has no name for how it cuts text; see <see cref="CanWrite"/>.</exception>
    public static IReadOnlyDictionary<string, object> Write(TokenizerModel model)
    {
        var types = TypesOf(model);
        var metadata = new Dictionary<string, object>
        {
            [Model] = model.Rules.Spelling == TokenSpelling.ByteLevel ? "gpt2" : "llama",
            [Tokens] = model.Tokens.Select((token, id) => token ?? $"[unused {id}]").ToArray(),
            [Types] = Array.ConvertAll(types, type => (int)type),
        };
        if (model.Rules.Spelling == TokenSpelling.ByteLevel)
        {
            metadata[Pre] = NameOf(model.Rules) ?? throw new FormatException(
                $"The tokenizer cannot be written to GGUF: llama.cpp has no name for its pre-tokenizer ({model.Rules.Split?.Name}).");
            metadata[MergeList] = model.Merges.Select(merge => $"{model.Tokens[merge.Left]} {model.Tokens[merge.Right]}").ToArray();
        }
        else
        {
            metadata[Scores] = ScoresOf(model);
            metadata[SpacePrefixKey] = model.Rules.Prefix is not (SpacePrefix.None or SpacePrefix.Never);
        }

        foreach (var (key, id) in (ReadOnlySpan<(string, int?)>)
            [("bos", model.Boundary.Begin), ("eos", model.Boundary.End), ("padding", model.Boundary.Pad), ("unknown", model.Boundary.Unknown)])
        {
            if (id is { } value)
            {
                metadata[$"{Prefix}{key}_token_id"] = (long)value;
            }
        }

        metadata[Prefix + "add_bos_token"] = model.Boundary.AddsBegin;
        metadata[Prefix + "add_eos_token"] = model.Boundary.AddsEnd;
        if (!IsEqual(ReadKeys(metadata), model))
        {
            metadata[HuggingFaceJson] = TokenizerJson.Write(model);
        }

        return metadata;
    }

    /// <summary>Whether llama.cpp cuts text as this tokenizer does, or so nearly that its ids are the same for all but rare text.</summary>
    public static bool CanWrite(TextRules rules) => rules.Spelling == TokenSpelling.ByteFallback || NameOf(rules) is not null;

    private static TextRules ByteLevel(SplitRule rule) => new(TokenSpelling.ByteLevel) { Split = rule };

    // Ours is the closest to Qwen2's: that cuts elsewhere only where a line break is followed by spaces, and after a contraction's
    // letters that go on, as in 'tis. Its other pieces join ours where none of our tokens crosses. llama.cpp normalizes nothing.
    private static string? NameOf(TextRules rules) => rules.Split == SplitRule.TreasureMarkers ? "qwen2"
        : rules.SplitsDigits ? "smollm"
        : PreTokenizers.FirstOrDefault(known => known.Rules.Split == rules.Split).Name;

    private static TokenizerModel ReadKeys(IReadOnlyDictionary<string, object> metadata)
    {
        var tokens = ArrayOf<string>(metadata, Tokens) ?? [];
        Require(tokens.Length > 0, $"the file lacks {Tokens}");
        var types = Numbers(metadata, Types);
        Require(types is null || types.Length == tokens.Length, $"it has {tokens.Length} tokens and {types?.Length} types");
        var vocabulary = new VocabularyBuilder(
        [
            .. tokens.Select((token, id) => (Token: token, Id: id, Type: TypeOf(id)))
                .Where(entry => entry.Type is TokenType.Control or TokenType.UserDefined or TokenType.Unknown)
                .Select(entry => new AddedToken(entry.Id, entry.Token, entry.Type != TokenType.UserDefined)),
        ]);
        for (var id = 0; id < tokens.Length; id++)
        {
            if (TypeOf(id) != TokenType.Unused)
            {
                vocabulary.Add(tokens[id], id);
            }
        }

        if (Text(metadata, Model) == "llama")
        {
            return ReadByteFallback(metadata, vocabulary, tokens, TypeOf);
        }

        var name = Text(metadata, Pre) ?? "default";
        var (_, rules, addsBegin) = PreTokenizers.FirstOrDefault(known => known.Name == name);
        Require(
            rules is not null,
            $"its {Pre} '{name}' is not supported; supported are {string.Join(", ", PreTokenizers.Select(known => known.Name))}");
        var merges = ArrayOf<string>(metadata, MergeList);
        Require(merges is not null, $"the file lacks {MergeList}");
        return vocabulary.Build(merges.Select(ReadMerge), rules, ReadBoundary(metadata, tokens.Length, addsBegin), tokens.Length);

        TokenType TypeOf(int id) => types is null ? TokenType.Normal : (TokenType)types[id];
    }

    private static (string Left, string Right) ReadMerge(string merge)
    {
        var space = merge.IndexOf(' ', 1);
        Require(merge.Length > 2 && space > 0 && space < merge.Length - 1, $"merge '{merge}' is not a pair");
        return (merge[..space], merge[(space + 1)..]);
    }

    private static TokenizerModel ReadByteFallback(
        IReadOnlyDictionary<string, object> metadata, VocabularyBuilder vocabulary, string[] tokens, Func<int, TokenType> typeOf)
    {
        var scores = metadata.GetValueOrDefault(Scores) switch
        {
            float[] values => Array.ConvertAll(values, value => (double)value),
            double[] values => values,
            _ => null,
        };
        Require(scores?.Length == tokens.Length, $"the file lacks {Scores}, one for each token");
        var addsSpace = metadata.GetValueOrDefault(SpacePrefixKey) as bool? ?? true;
        var rules = new TextRules(TokenSpelling.ByteFallback)
        {
            Prefix = addsSpace ? SpacePrefix.Every : SpacePrefix.None,
            StripsLeadingSpace = addsSpace,
        };
        return vocabulary.Build(
            DeriveMerges(tokens, scores!, typeOf), rules, ReadBoundary(metadata, tokens.Length, addsBegin: true), tokens.Length);
    }

    /// <summary>
    /// SentencePiece joins whichever neighbours make the token with the highest score. As merges, as Hugging Face's converters write
    /// them: every way to make each token of two others, by falling score.
    /// </summary>
    private static IEnumerable<(string Left, string Right)> DeriveMerges(string[] tokens, double[] scores, Func<int, TokenType> typeOf)
    {
        var ids = new Dictionary<string, int>();
        for (var id = 0; id < tokens.Length; id++)
        {
            if (typeOf(id) is TokenType.Normal or TokenType.UserDefined)
            {
                ids[tokens[id]] = id;
            }
        }

        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var pairs = new List<(int Left, int Right, int Id)>();
        foreach (var (token, id) in ids.OrderBy(entry => entry.Value))
        {
            Require(token.Length <= LongestMergedToken, $"token {id} has {token.Length} characters; supported are {LongestMergedToken}");
            var first = pairs.Count;
            for (var at = 1; at < token.Length; at++)
            {
                if (lookup.TryGetValue(token.AsSpan(0, at), out var left) && lookup.TryGetValue(token.AsSpan(at), out var right))
                {
                    pairs.Add((left, right, id));
                }
            }

            pairs.Sort(first, pairs.Count - first, Comparer<(int Left, int Right, int Id)>.Default);
        }

        return pairs.OrderByDescending(pair => scores[pair.Id]).Select(pair => (tokens[pair.Left], tokens[pair.Right]));
    }

    private static TextBoundary ReadBoundary(IReadOnlyDictionary<string, object> metadata, int count, bool addsBegin)
    {
        var begin = IdOf("bos");
        return new TextBoundary(
            begin,
            IdOf("eos"),
            IdOf("padding"),
            IdOf("unknown"),
            begin is not null && (metadata.GetValueOrDefault(Prefix + "add_bos_token") as bool? ?? addsBegin),
            metadata.GetValueOrDefault(Prefix + "add_eos_token") as bool? ?? false);

        int? IdOf(string name)
        {
            var key = $"{Prefix}{name}_token_id";
            if (!metadata.TryGetValue(key, out var value))
            {
                return null;
            }

            // llama.cpp's converters write -1, as a large unsigned number, for none.
            var id = value is long or int or uint ? Convert.ToInt64(value, null) : -1;
            Require(id < count || id == uint.MaxValue, $"its {key} is {value}, and it has {count} tokens");
            return id < 0 || id == uint.MaxValue ? null : (int)id;
        }
    }

    private static TokenType[] TypesOf(TokenizerModel model)
    {
        var byteTokens = model.Rules.Spelling == TokenSpelling.ByteFallback
            ? Enumerable.Range(0, 256).Select(value => ByteFallbackTokens.Spell((byte)value)).ToHashSet()
            : [];
        var types = Array.ConvertAll(
            model.Tokens, token => token is null ? TokenType.Unused : byteTokens.Contains(token) ? TokenType.Byte : TokenType.Normal);
        foreach (var token in model.AddedTokens)
        {
            types[token.Id] = token.IsSpecial ? TokenType.Control : TokenType.UserDefined;
        }

        if (model.Boundary.Unknown is { } unknown && model.Rules.Spelling == TokenSpelling.ByteFallback)
        {
            types[unknown] = TokenType.Unknown;
        }

        return types;
    }

    // Only their order counts: first what merges make, the first learned highest, then the rest.
    private static float[] ScoresOf(TokenizerModel model)
    {
        var scores = new float[model.Tokens.Length];
        var next = 0;
        foreach (var id in model.Merges.Select(merge => merge.Id).Concat(Enumerable.Range(0, scores.Length)).Distinct())
        {
            scores[id] = next--;
        }

        return scores;
    }

    private static bool IsEqual(TokenizerModel a, TokenizerModel b) =>
        a.Rules == b.Rules && a.Boundary == b.Boundary && a.Tokens.SequenceEqual(b.Tokens) && a.Merges.SequenceEqual(b.Merges)
        && a.AddedTokens.OrderBy(token => token.Id).SequenceEqual(b.AddedTokens.OrderBy(token => token.Id));

    private static void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition, string message) =>
        VocabularyBuilder.Require(condition, message);

    private static string? Text(IReadOnlyDictionary<string, object> metadata, string key) => metadata.GetValueOrDefault(key) as string;

    private static T[]? ArrayOf<T>(IReadOnlyDictionary<string, object> metadata, string key) => metadata.GetValueOrDefault(key) as T[];

    private static int[]? Numbers(IReadOnlyDictionary<string, object> metadata, string key) => metadata.GetValueOrDefault(key) switch
    {
        int[] numbers => numbers,
        long[] numbers => Array.ConvertAll(numbers, number => (int)number),
        uint[] numbers => Array.ConvertAll(numbers, number => (int)number),
        _ => null,
    };
}
