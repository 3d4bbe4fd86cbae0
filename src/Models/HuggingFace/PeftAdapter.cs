using System.Text.Json.Nodes;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>
/// A LoRA adapter in the layout of Hugging Face's PEFT: adapter_config.json and adapter_model.safetensors. A weight of the base becomes
/// W + Scale · B · A; the rows of some tokens are replaced (PEFT's trainable tokens).
/// </summary>
/// <param name="BaseModel">The base's path or name on the hub.</param>
/// <param name="Rank">Rows of every A.</param>
/// <param name="Alpha">Scale times <paramref name="Rank"/>.</param>
/// <param name="Dropout">Share of A's inputs that training leaves out, 0 to 1.</param>
internal sealed record PeftAdapter(string BaseModel, int Rank, double Alpha, double Dropout)
{
    /// <summary>What the adapter is.</summary>
    public const string ConfigFile = "adapter_config.json";

    /// <summary>Its numbers.</summary>
    public const string WeightsFile = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";
    private const string Weight = ".weight";
    private const string Down = ".lora_A.weight";
    private const string Up = ".lora_B.weight";
    private const string Rows = ".token_adapter.trainable_tokens_delta";
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    // Settings with which the same tensors would mean something else; only these values are computed.
    private static readonly (string Name, string Json)[] Plain =
    [
        ("use_dora", "false"), ("use_rslora", "false"), ("fan_in_fan_out", "false"), ("lora_bias", "false"), ("bias", "\"none\""),
        ("modules_to_save", "[]"), ("rank_pattern", "{}"), ("alpha_pattern", "{}"), ("layer_replication", "[]"),
    ];

    /// <summary>A ([Rank, inputs], row-major) and B ([outputs, Rank]) of each weight that is changed, by the names of <see cref="LlamaTensors"/>.</summary>
    public IReadOnlyDictionary<string, LowRank> Matrices { get; init; } = new Dictionary<string, LowRank>();

    /// <summary>The tokens whose rows are replaced.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];

    /// <summary>Their rows ([TokenIds, hidden], row-major) of the embedding and, where it is not tied, of the output layer.</summary>
    public IReadOnlyDictionary<string, float[]> TokenRows { get; init; } = new Dictionary<string, float[]>();

    /// <summary>The factor before B · A.</summary>
    public double Scale => Alpha / Rank;

    /// <summary>Writes both files into a folder; each appears whole or not at all.</summary>
    /// <param name="folder">An existing folder.</param>
    public void Save(string folder)
    {
        var tensors = new Dictionary<string, NamedTensor>();
        foreach (var (name, matrix) in Matrices)
        {
            var module = Prefix + name[..^Weight.Length];
            tensors.Add(module + Down, new NamedTensor([Rank, matrix.A.Length / Rank], matrix.A));
            tensors.Add(module + Up, new NamedTensor([matrix.B.Length / Rank, Rank], matrix.B));
        }

        foreach (var (name, rows) in TokenRows)
        {
            tensors.Add(Prefix + name[..^Weight.Length] + Rows, new NamedTensor([TokenIds.Count, rows.Length / TokenIds.Count], rows));
        }

        SafeTensors.Save(Path.Combine(folder, WeightsFile), tensors, Metadata);
        ModelFiles.WriteJson(folder, ConfigFile, Config());
    }

    /// <summary>Reads an adapter that PEFT or <see cref="Save"/> wrote, for a base.</summary>
    /// <exception cref="ModelException">A file is missing or damaged, or it is no plain LoRA of a base of this shape.</exception>
    public static PeftAdapter Load(string folder, ModelConfiguration config)
    {
        using var json = HuggingFaceJson.Open(Path.Combine(folder, ConfigFile));
        RequirePlain(json);
        var rank = json.Size("r");
        using var file = MappedSafeTensors.Open(Path.Combine(folder, WeightsFile));
        var shapes = LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);
        var (matrices, rows) = (new Dictionary<string, LowRank>(), new Dictionary<string, float[]>());
        var tokenIds = json.Ids("trainable_token_indices") ?? json.Ids("trainable_token_indices.embed_tokens") ?? [];
        foreach (var tensor in file.Tensors.Keys)
        {
            var suffix = Array.Find([Down, Up, Rows], tensor.EndsWith);
            var name = suffix is null || !tensor.StartsWith(Prefix, StringComparison.Ordinal) ? "" : tensor[Prefix.Length..^suffix.Length] + Weight;
            if (shapes.GetValueOrDefault(name) is not { Length: 2 } shape)
            {
                throw new ModelException($"'{file.Path}' has the tensor {tensor}, which is no part of a LoRA adapter of this base.");
            }

            long[] wanted = suffix == Down ? [rank, shape[1]] : suffix == Up ? [shape[0], rank] : [tokenIds.Count, shape[1]];
            TensorCheck.RequireShape(file.Path, tensor, file.Tensors[tensor].Shape, wanted);
            if (suffix == Rows)
            {
                rows.Add(name, file.ReadFloats(tensor));
            }
            else if (suffix == Down)
            {
                var other = tensor[..^Down.Length] + Up;
                TensorCheck.RequireShape(file.Path, other, file.Tensors.GetValueOrDefault(other)?.Shape, [shape[0], rank]);
                matrices.Add(name, new LowRank(file.ReadFloats(tensor), file.ReadFloats(other)));
            }
        }

        return tokenIds.All(id => id >= 0 && id < config.VocabSize)
            ? new PeftAdapter(json.Text("base_model_name_or_path") ?? "", rank, json.Number("lora_alpha") ?? 8, json.Number("lora_dropout") ?? 0)
            {
                Matrices = matrices,
                TokenIds = tokenIds,
                TokenRows = rows,
            }
            : throw new ModelException($"'{json.Path}' names tokens that this base has not: its vocabulary has {config.VocabSize}.");
    }

    private JsonObject Config()
    {
        var targets = Matrices.Keys.Select(name => name[..^Weight.Length]).Select(module => module[(module.LastIndexOf('.') + 1)..]).Distinct();
        var json = new JsonObject
        {
            ["peft_type"] = "LORA",
            ["task_type"] = "CAUSAL_LM",
            ["base_model_name_or_path"] = BaseModel,
            ["r"] = Rank,
            ["lora_alpha"] = Alpha,
            ["lora_dropout"] = Dropout,
            ["target_modules"] = new JsonArray([.. targets.Order(StringComparer.Ordinal).Select(target => (JsonNode)target)]),
            ["bias"] = "none",
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["modules_to_save"] = null,
            ["use_dora"] = false,
            ["use_rslora"] = false,
            // Only what is listed is changed, also where not every layer is.
            ["layers_to_transform"] = Layers() is { } layers ? new JsonArray([.. layers.Select(layer => (JsonNode)layer)]) : null,
        };
        if (TokenIds.Count > 0)
        {
            var indices = new JsonObject();
            foreach (var name in TokenRows.Keys)
            {
                indices[name == LlamaTensors.Output ? "lm_head" : "embed_tokens"] = new JsonArray([.. TokenIds.Select(id => (JsonNode)id)]);
            }

            json["trainable_token_indices"] = indices;
        }

        return json;
    }

    // The numbers of the changed layers, or null when they are all from 0 on, which PEFT takes for all.
    private int[]? Layers()
    {
        int[] layers = [.. Matrices.Keys.Select(name => name.Split('.')).Select(parts => int.Parse(parts[2])).Distinct().Order()];
        return layers is [] or [0, ..] && layers.Length == layers.LastOrDefault() + 1 ? null : layers;
    }

    private static void RequirePlain(HuggingFaceJson json)
    {
        if (json.Text("peft_type") != "LORA")
        {
            throw new ModelException($"'{json.Path}': peft_type is {json.Show("peft_type")}; only LORA can be used.");
        }

        foreach (var (name, wanted) in Plain)
        {
            if (json.Has(name) && json.Show(name).Replace(" ", "", StringComparison.Ordinal) != wanted)
            {
                throw new ModelException($"'{json.Path}': {name} is {json.Show(name)}; only {wanted} can be used. Merge the adapter with PEFT and import the result.");
            }
        }
    }
}

/// <summary>The two factors of a low-rank change of a weight, in fp32.</summary>
/// <param name="A">[rank, inputs], row-major.</param>
/// <param name="B">[outputs, rank], row-major.</param>
internal sealed record LowRank(float[] A, float[] B);

/// <summary>
/// A base's weights with an adapter merged into them, one tensor at a time. What the adapter does not change stays as the base has it, its
/// blocks included.
/// </summary>
/// <param name="original">The base's weights, which these close. Their embedding may have fewer rows than <paramref name="config"/>: then the adapter has the others.</param>
/// <param name="adapter">The adapter.</param>
/// <param name="config">The fine-tuned model's.</param>
internal sealed class MergedWeights(IModelWeights original, PeftAdapter adapter, ModelConfiguration config) : IModelWeights
{
    /// <summary>The adapter.</summary>
    public PeftAdapter Adapter => adapter;

    /// <inheritdoc/>
    public float[] Read(string name)
    {
        var values = original.Read(name);
        if (adapter.Matrices.TryGetValue(name, out var change))
        {
            Add(values, change);
        }

        if (adapter.TokenRows.TryGetValue(name, out var rows))
        {
            Array.Resize(ref values, config.VocabSize * config.HiddenSize);
            for (var i = 0; i < adapter.TokenIds.Count; i++)
            {
                Array.Copy(rows, i * config.HiddenSize, values, (long)adapter.TokenIds[i] * config.HiddenSize, config.HiddenSize);
            }
        }

        return values;
    }

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name) =>
        adapter.Matrices.ContainsKey(name) || adapter.TokenRows.ContainsKey(name) ? null : original.ReadBlocks(name);

    /// <inheritdoc/>
    public void Dispose() => original.Dispose();

    private void Add(float[] values, LowRank change)
    {
        var (rank, scale) = (adapter.Rank, (float)adapter.Scale);
        var inputs = change.A.Length / rank;
        Parallel.For(0, change.B.Length / rank, row =>
        {
            var sum = new float[inputs];
            for (var k = 0; k < rank; k++)
            {
                var factor = change.B[(row * rank) + k];
                for (var i = 0; i < inputs; i++)
                {
                    sum[i] += factor * change.A[(k * inputs) + i];
                }
            }

            for (var i = 0; i < inputs; i++)
            {
                values[(row * inputs) + i] += scale * sum[i];
            }
        });
    }
}
