using System.Text.Json;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Models.Folders;

/// <summary>What is found beside a model's weights, in a folder or in a GGUF file's metadata.</summary>
internal static class SourceFiles
{
    /// <summary>What to do about a folder of ours that is not whole.</summary>
    public const string Advice = "Give a run's folder or an exported one. Where a run lacks its report, `tm train --resume` writes it.";

    private const string SavedTemplate = "chat_template.json";
    private static readonly string[] Copied =
    [
        ModelFiles.Tokenizer, ModelFiles.TokenizerConfig, HuggingFaceFolder.SpecialTokens, HuggingFaceFolder.GenerationConfig,
        ModelFiles.TrainingReport,
    ];

    private static readonly string[] Licences = ["LICENSE*", "LICENCE*", "NOTICE*", "USE_POLICY*"];

    /// <summary>The files that an export takes over as they are.</summary>
    public static IEnumerable<string> ToCopy(string folder) =>
    [
        .. Copied.Select(file => Path.Combine(folder, file)).Where(File.Exists),
        .. Licences.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Order(StringComparer.Ordinal),
    ];

    /// <summary>A folder's name, for a model that has none of its own.</summary>
    public static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    /// <summary>training.json, or null.</summary>
    /// <exception cref="ModelException">It is damaged.</exception>
    public static TrainingReport? ReadReport(string folder) => ReadJson<TrainingReport>(folder, ModelFiles.TrainingReport);

    /// <summary>tokenizer.json.</summary>
    /// <exception cref="ModelException">It is missing, no usable tokenizer, or of another vocabulary than the model.</exception>
    public static BpeTokenizer TokenizerOf(string folder, ModelConfiguration config)
    {
        var path = Path.Combine(folder, ModelFiles.Tokenizer);
        if (!File.Exists(path))
        {
            throw new ModelException(
                $"'{folder}' has no {ModelFiles.Tokenizer}. Save it with transformers (`AutoTokenizer.from_pretrained(…).save_pretrained(folder)`), "
                + "or copy it from the folder that the model was made from.");
        }

        return Fitting(Usable(path, () => BpeTokenizer.Load(path)), path, config.VocabSize);
    }

    /// <summary>The tokenizer in a file's metadata.</summary>
    /// <exception cref="ModelException">It is missing, of a kind that cannot be used, or of another vocabulary than the model.</exception>
    public static BpeTokenizer TokenizerOf(MappedGguf file, ModelConfiguration config) =>
        Fitting(Usable(file.Path, () => BpeTokenizer.FromGguf(file.Metadata)), file.Path, config.VocabSize);

    /// <summary>The control tokens that a folder names: those of generation_config.json, or of config.json, or our own.</summary>
    /// <exception cref="ModelException">It names none, or one that the tokenizer has not.</exception>
    public static BoundaryTokens TokensOf(string folder, BpeTokenizer tokenizer)
    {
        foreach (var name in new[] { HuggingFaceFolder.GenerationConfig, HuggingFaceFolder.ConfigFile })
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                continue;
            }

            using var json = HuggingFaceJson.Open(path);
            int? First(string field) => json.Ids(field) is [var id, ..] ? id : null;
            if (json.Ids("eos_token_id") is { Count: > 0 } ends)
            {
                var tokens = new BoundaryTokens(First("bos_token_id"), ends, First("pad_token_id"));
                return Array.Find([.. ends, tokens.Begin ?? 0, tokens.Pad ?? 0], id => id < 0 || id >= tokenizer.VocabularySize) is 0
                    ? tokens
                    : throw new ModelException($"'{path}' names token ids that {ModelFiles.Tokenizer} has not: the files are not of one model.");
            }
        }

        var (begin, end, pad) = ControlTokens.BoundaryIds(tokenizer);
        return new BoundaryTokens(begin, [end], pad);
    }

    /// <summary>The control tokens that a GGUF file names.</summary>
    /// <exception cref="ModelException">It names no end, or an id that it has not.</exception>
    public static BoundaryTokens TokensOf(MappedGguf file, ModelConfiguration config)
    {
        int? Find(string name) => file.Metadata.GetValueOrDefault($"tokenizer.ggml.{name}_token_id") switch
        {
            null => null,
            long id when id >= 0 && id < config.VocabSize => (int)id,
            var other => throw new ModelException($"'{file.Path}' has tokenizer.ggml.{name}_token_id = {other}; its vocabulary has {config.VocabSize}."),
        };
        int[] ends = [.. GgufTokenizer.EndNames.Select(Find).OfType<int>().Distinct()];
        return ends.Length > 0
            ? new BoundaryTokens(Find("bos"), ends, Find("padding"))
            : throw new ModelException($"'{file.Path}' has no tokenizer.ggml.eos_token_id: nothing would end an answer.");
    }

    /// <summary>The chat template of a folder, wherever transformers keeps it; null when there is none.</summary>
    /// <exception cref="ModelException">A file is damaged.</exception>
    public static string? TemplateOf(string folder)
    {
        var own = Path.Combine(folder, ModelFiles.ChatTemplate);
        if (File.Exists(own))
        {
            return File.ReadAllText(own);
        }

        foreach (var name in new[] { SavedTemplate, ModelFiles.TokenizerConfig })
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path))
            {
                continue;
            }

            using var json = HuggingFaceJson.Open(path);
            var template = json.Text("chat_template") ?? json.Named("chat_template", "name", "default", "template");
            if (template is not null)
            {
                return template;
            }
        }

        return null;
    }

    /// <summary>How generation_config.json wants text sampled; null when there is none.</summary>
    /// <exception cref="ModelException">It is damaged, or a number is out of range.</exception>
    public static SamplingSettings? SamplingOf(string folder)
    {
        var path = Path.Combine(folder, HuggingFaceFolder.GenerationConfig);
        if (!File.Exists(path))
        {
            return null;
        }

        using var json = HuggingFaceJson.Open(path);
        float Read(string name, float otherwise, double low, double high) => json.Number(name) switch
        {
            null => otherwise,
            { } value when value >= low && value <= high => (float)value,
            var value => throw new ModelException($"'{path}': {name} is {value}; {low} to {high} is allowed."),
        };
        var samples = json.Flag("do_sample") ?? false;
        return SamplingSettings.Greedy with
        {
            Temperature = samples ? Read("temperature", 1, 0, 100) : 0,
            TopP = samples ? Read("top_p", 1, 0, 1) : 1,
            TopK = samples ? (int)Read("top_k", 50, 0, 1 << 20) : 0,
            RepetitionPenalty = Read("repetition_penalty", 1, 1e-3, 100),
        };
    }

    /// <summary>Where a folder's base is from; null for a model that was trained from nothing.</summary>
    /// <exception cref="ModelException">origin.json is damaged.</exception>
    public static ModelOrigin? OriginOf(string folder, TrainingReport? report)
    {
        if (ReadJson<ModelOrigin>(folder, ModelFiles.Origin) is { } origin)
        {
            return origin;
        }

        if (report is not null)
        {
            return report.Base;
        }

        var card = CardHead.Read(Path.Combine(folder, ModelFiles.ReadMe));
        // A card that names a licence of its own kind says "other", and the name and the place in fields beside it.
        var license = card.GetValueOrDefault("license") is { } known and not "other" ? known : card.GetValueOrDefault("license_name") ?? card.GetValueOrDefault("license");
        return new ModelOrigin(NameOf(folder), license, card.GetValueOrDefault("license_link"), card.GetValueOrDefault("base_model"));
    }

    /// <summary>Where a GGUF file is from.</summary>
    public static ModelOrigin OriginOf(MappedGguf file, string name)
    {
        string? Find(params string[] keys) => keys.Select(key => file.Metadata.GetValueOrDefault("general." + key) as string).FirstOrDefault(text => text?.Length > 0);
        return new ModelOrigin(
            name, Find("license", "license.name"), Find("license.link"),
            Find("source.repo_url", "source.url", "repo_url", "url", "base_model.0.repo_url", "source.huggingface.repository"));
    }

    /// <summary>A tokenizer with as many ids as its model has, of which the last may be unused.</summary>
    /// <exception cref="ModelException">It is of another vocabulary.</exception>
    public static BpeTokenizer Fitting(BpeTokenizer tokenizer, string path, int vocabularySize)
    {
        // Vocabularies are padded: Qwen2 has 271 rows more than tokens, Llama 3 none.
        var spare = vocabularySize - tokenizer.VocabularySize;
        return spare >= 0 && spare <= vocabularySize / 10 ? tokenizer.WithVocabularySize(vocabularySize) : throw new ModelException(
            $"'{path}' has {tokenizer.VocabularySize} tokens, and its model has {vocabularySize}: the files are not of one model. "
            + "Export or copy the folder again.");
    }

    private static BpeTokenizer Usable(string path, Func<BpeTokenizer> load)
    {
        try
        {
            return load();
        }
        catch (FormatException e)
        {
            var reason = e.Message.ReplaceLineEndings(" ").TrimEnd('.');
            throw new ModelException(reason.StartsWith(path, StringComparison.Ordinal) ? $"{reason}." : $"'{path}': {reason}.", e);
        }
    }

    private static T? ReadJson<T>(string folder, string name)
        where T : class
    {
        var path = Path.Combine(folder, name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), ModelFiles.Json) : null;
        }
        catch (JsonException e)
        {
            throw new ModelException($"'{path}' is damaged ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}). {Advice}", e);
        }
    }
}

/// <summary>The part between two lines of <c>---</c> before a model card, of which only plain <c>key: value</c> lines are read.</summary>
internal static class CardHead
{
    private const int LongestCard = 1 << 20;

    /// <summary>What a card says; nothing when there is no card or no such part. Of a list the first item counts.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        var found = new Dictionary<string, string>();
        if (!File.Exists(path) || new FileInfo(path).Length > LongestCard)
        {
            return found;
        }

        var lines = File.ReadAllLines(path);
        if (lines is not ["---", ..])
        {
            return found;
        }

        var key = "";
        foreach (var line in lines.Skip(1).TakeWhile(line => line.TrimEnd() != "---"))
        {
            if (line.TrimStart().StartsWith("- ", StringComparison.Ordinal))
            {
                found.TryAdd(key, Bare(line.TrimStart()[2..]));
            }
            else if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line.IndexOf(':') is > 0 and var colon)
            {
                key = line[..colon].Trim();
                if (Bare(line[(colon + 1)..]) is { Length: > 0 } value)
                {
                    found.TryAdd(key, value);
                }
            }
        }

        return found;
    }

    /// <summary>The lines of such a part.</summary>
    public static string Write(IEnumerable<(string Key, string? Value)> entries) => string.Concat(
        entries.Where(entry => entry.Value is not null).Select(entry => $"{entry.Key}: {entry.Value}\n").Prepend("---\n").Append("---\n\n"));

    private static string Bare(string text) => text.Trim().Trim('"', '\'', '[', ']');
}
