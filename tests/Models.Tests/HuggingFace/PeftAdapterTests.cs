using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.HuggingFace;

/// <summary>Adapters in PEFT's layout, and a base with one merged into it.</summary>
public sealed class PeftAdapterTests
{
    private const int Rank = 4;
    private static readonly TinyCheckpoint Checkpoint = new("qwen3", Tied: false);

    [Fact]
    public void The_files_have_the_names_that_PEFT_looks_for()
    {
        using var folder = new TemporaryFolder();
        using var source = ModelSource.Open(Checkpoint.WriteTo(folder["base"]));
        Adapter(source.Config).Save(folder.Root);

        var config = JsonNode.Parse(File.ReadAllText(folder["adapter_config.json"]))!;
        Assert.Equal(
            ("LORA", "CAUSAL_LM", "Maker/Tiny", 4, 8.0, 0.1, "none"),
            ((string?)config["peft_type"], (string?)config["task_type"], (string?)config["base_model_name_or_path"], (int)config["r"]!,
            (double)config["lora_alpha"]!, (double)config["lora_dropout"]!, (string?)config["bias"]));
        Assert.Equal(["down_proj", "q_proj"], config["target_modules"]!.AsArray().Select(target => (string?)target));
        Assert.Equal("""{"embed_tokens":[7,2],"lm_head":[7,2]}""", config["trainable_token_indices"]!.ToJsonString());
        Assert.Null(config["layers_to_transform"]);
        Assert.Equal(
            [
                "base_model.model.lm_head.token_adapter.trainable_tokens_delta 2 64",
                "base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta 2 64",
                "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight 4 96",
                "base_model.model.model.layers.0.mlp.down_proj.lora_B.weight 64 4",
                "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight 4 64",
                "base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight 96 4",
            ],
            SafeTensorsReader.Read(folder["adapter_model.safetensors"]).Select(tensor => $"{tensor.Key} {string.Join(' ', tensor.Value.Sizes)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_adapter_that_is_saved_and_read_changes_the_base_as_the_formula_says()
    {
        using var folder = new TemporaryFolder();
        using var source = ModelSource.Open(Checkpoint.WriteTo(folder["base"]));
        var adapter = Adapter(source.Config);
        adapter.Save(folder.Root);

        var merged = new MergedWeights(source.Weights, PeftAdapter.Load(folder.Root, source.Config), source.Config);

        foreach (var tensor in LlamaTensors.Of(source.Config))
        {
            var (before, after) = (source.Weights.Read(tensor.Name), merged.Read(tensor.Name));
            if (adapter.Matrices.TryGetValue(tensor.Name, out var change))
            {
                var inputs = (int)tensor.Shape[1];
                for (var i = 0; i < before.Length; i++)
                {
                    var sum = Enumerable.Range(0, Rank).Sum(k => (double)change.B[(i / inputs * Rank) + k] * change.A[(k * inputs) + (i % inputs)]);
                    Assert.Equal(before[i] + (8.0 / Rank * sum), after[i], 1e-5);
                }
            }
            else if (adapter.TokenRows.TryGetValue(tensor.Name, out var rows))
            {
                Assert.Equal(rows, (float[])[.. after.AsSpan(7 * 64, 64), .. after.AsSpan(2 * 64, 64)]);
                rows.AsSpan(0, 64).CopyTo(before.AsSpan(7 * 64));
                rows.AsSpan(64, 64).CopyTo(before.AsSpan(2 * 64));
                Assert.Equal(before, after);
            }
            else
            {
                Assert.Equal(before, after);
            }
        }
    }

    [Fact]
    public void Rows_of_added_tokens_lengthen_the_embedding()
    {
        using var folder = new TemporaryFolder();
        using var source = ModelSource.Open(Checkpoint.WriteTo(folder["base"]));
        var longer = source.Config with { VocabSize = source.Config.VocabSize + 1 };
        var rows = Enumerable.Repeat(0.5f, 64).ToArray();
        var adapter = new PeftAdapter("x", Rank, 8, 0)
        {
            TokenIds = [source.Config.VocabSize],
            TokenRows = new Dictionary<string, float[]> { [LlamaTensors.Embedding] = rows, [LlamaTensors.Output] = rows },
        };

        var merged = new MergedWeights(source.Weights, adapter, longer);

        Assert.Equal([.. source.Weights.Read(LlamaTensors.Embedding), .. rows], merged.Read(LlamaTensors.Embedding));
        Assert.Equal(longer.VocabSize * 64, merged.Read(LlamaTensors.Output).Length);
    }

    [Fact]
    public void A_merged_model_is_exported_merged_and_as_an_adapter()
    {
        using var folder = new TemporaryFolder();
        using var source = ModelSource.Open(Checkpoint.WriteTo(folder["base"]));
        var tuned = source.With(new MergedWeights(source.Weights, Adapter(source.Config), source.Config));

        ModelExport.ToHuggingFace(tuned, folder["hf"], SafeTensorType.Fp32);
        ModelExport.ToPeft(tuned, folder["peft"]);

        using var merged = ModelSource.Open(folder["hf"]);
        Assert.All(LlamaTensors.Of(source.Config), tensor => Assert.Equal(tuned.Weights.Read(tensor.Name), merged.Weights.Read(tensor.Name)));
        var again = PeftAdapter.Load(folder["peft"], source.Config);
        Assert.Equal(Adapter(source.Config).Matrices.Keys.Order(StringComparer.Ordinal), again.Matrices.Keys.Order(StringComparer.Ordinal));
        Assert.True(File.Exists(folder["peft/tokenizer.json"]));
        Assert.Contains("was not trained by LoRA", Assert.Throws<ModelException>(() => ModelExport.ToPeft(source, folder["none"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("peft_type", "\"IA3\"", "only LORA")]
    [InlineData("use_dora", "true", "use_dora is true")]
    [InlineData("use_rslora", "true", "use_rslora is true")]
    [InlineData("modules_to_save", "[\"lm_head\"]", "modules_to_save")]
    [InlineData("rank_pattern", """{ "q_proj": 8 }""", "rank_pattern")]
    [InlineData("r", "8", "wants [")]
    [InlineData("r", "0", "r is 0")]
    [InlineData("trainable_token_indices", "[100000, 2]", "names tokens that this base has not")]
    public void What_is_no_plain_adapter_of_the_base_is_refused(string field, string value, string says)
    {
        using var folder = new TemporaryFolder();
        using var source = ModelSource.Open(Checkpoint.WriteTo(folder["base"]));
        Adapter(source.Config).Save(folder.Root);
        var config = JsonNode.Parse(File.ReadAllText(folder["adapter_config.json"]))!;
        config[field] = JsonNode.Parse(value);
        File.WriteAllText(folder["adapter_config.json"], config.ToJsonString());

        var error = Assert.Throws<ModelException>(() => PeftAdapter.Load(folder.Root, source.Config));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private static PeftAdapter Adapter(ModelConfiguration config)
    {
        float[] Numbers(string key, int count) => [.. Enumerable.Range(0, count).Select(i => (float)SplitMix64.For(i, 0, key).NextNormal())];
        return new PeftAdapter("Maker/Tiny", Rank, Alpha: 8, Dropout: 0.1)
        {
            Matrices = new Dictionary<string, LowRank>
            {
                [LlamaTensors.Down(0)] = new(Numbers("a", Rank * 96), Numbers("b", 64 * Rank)),
                [LlamaTensors.Query(1)] = new(Numbers("c", Rank * 64), Numbers("d", config.NumAttentionHeads * config.HeadDim * Rank)),
            },
            TokenIds = [7, 2],
            TokenRows = new Dictionary<string, float[]> { [LlamaTensors.Embedding] = Numbers("e", 128), [LlamaTensors.Output] = Numbers("f", 128) },
        };
    }
}
