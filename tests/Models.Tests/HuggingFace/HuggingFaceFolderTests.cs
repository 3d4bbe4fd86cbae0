using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Models.Tests.HuggingFace;

public sealed class HuggingFaceFolderTests
{
    [Fact]
    public async Task Its_weights_by_Hugging_Faces_rules_have_the_served_models_logits()
    {
        using var folder = await ExportAsync(SafeTensorType.Fp32);
        var reference = new LlamaReference(folder["hf"]);
        var largest = 0f;
        foreach (var text in new[] { "Germany in French?", "Japan: Spanish?", "Italy, German" })
        {
            using var served = new GenAI(await TinyModel.GetFolderAsync(), 256);
            List<int> tokens = [.. Prompt(folder["hf"], text)];
            var logits = served.Append([.. tokens]);
            for (var step = 0; step < 12; step++)
            {
                largest = Math.Max(largest, NanoModel.LargestDifference(reference.Logits(tokens), logits));
                tokens.Add(Array.IndexOf(logits, logits.Max()));
                logits = served.Append(tokens[^1]);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"The Hugging Face folder's logits differ by at most {largest}.");
        Assert.InRange(largest, 0, 1e-4f);
    }

    [Fact]
    public async Task Bfloat16_weights_are_the_nearest()
    {
        using var exact = await ExportAsync(SafeTensorType.Fp32);
        using var rounded = await ExportAsync(SafeTensorType.Bf16);

        var (wanted, got) = (Read(exact), Read(rounded));

        Assert.Equal(wanted.Keys, got.Keys);
        Assert.All(got, tensor =>
        {
            Assert.Equal("BF16", tensor.Value.Type);
            Assert.Equal(wanted[tensor.Key].Sizes, tensor.Value.Sizes);
            // Half of the last of 8 significant bits.
            Assert.All(tensor.Value.Values.Zip(wanted[tensor.Key].Values), pair => Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, MathF.Abs(pair.Second) / 256));
        });
        Assert.Equal("bfloat16", (string?)Json(rounded, "config.json")["torch_dtype"]);

        static Dictionary<string, (int[] Sizes, string Type, float[] Values)> Read(TemporaryFolder folder) =>
            SafeTensorsReader.Read(Path.Combine(folder["hf"], "model.safetensors"));
    }

    [Fact]
    public async Task The_folder_is_complete_and_describes_the_model()
    {
        using var folder = await ExportAsync(SafeTensorType.Fp32);

        Assert.Equal(
            [
                "README.md", "chat_template.jinja", "config.json", "generation_config.json", "model.safetensors", "special_tokens_map.json",
                "taxonomy.json", "tokenizer.json", "tokenizer_config.json", "training.json",
            ],
            Directory.GetFiles(folder["hf"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var (config, special) = (Json(folder, "config.json"), Json(folder, "special_tokens_map.json"));
        Assert.Equal("LlamaForCausalLM", (string?)config["architectures"]![0]);
        Assert.Equal(
            (578, 64, 192, 2, 2, 1, 64, 2048),
            ((int)config["vocab_size"]!, (int)config["hidden_size"]!, (int)config["intermediate_size"]!, (int)config["num_hidden_layers"]!,
            (int)config["num_attention_heads"]!, (int)config["num_key_value_heads"]!, (int)config["head_dim"]!, (int)config["max_position_embeddings"]!));
        Assert.Equal((10_000, 1e-5), ((double)config["rope_theta"]!, (double)config["rms_norm_eps"]!));
        Assert.Equal((1, 2, 0), ((int)config["bos_token_id"]!, (int)config["eos_token_id"]!, (int)config["pad_token_id"]!));
        Assert.Equal(
            ["<|system|>", "<|user|>", "<|assistant|>", "<|tool|>", "<|call|>"],
            special["additional_special_tokens"]!.AsArray().Select(token => (string)token!));
        var card = await File.ReadAllTextAsync(Path.Combine(folder["hf"], "README.md"));
        Assert.StartsWith("---\nlibrary_name: transformers\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_folder_gives_the_weights_that_its_run_does()
    {
        using var folder = await ExportAsync(SafeTensorType.Fp32);

        ModelExport.ToHuggingFace(ModelSource.Open(await TinyModel.GetFolderAsync()), folder["from"], SafeTensorType.Fp32);

        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(folder["hf"], "model.safetensors")),
            await File.ReadAllBytesAsync(Path.Combine(folder["from"], "model.safetensors")));
    }

    [Fact]
    public async Task Another_Hugging_Face_folder_is_not_replaced()
    {
        using var folder = await ExportAsync(SafeTensorType.Fp32);
        Directory.CreateDirectory(folder["llama"]);
        await File.WriteAllTextAsync(Path.Combine(folder["llama"], "config.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(folder["llama"], "model.safetensors"), "weights of somebody else");
        var source = RunExport.FromRun(await TinyModel.GetRunFolderAsync());

        Assert.Throws<ModelException>(() => ModelExport.ToHuggingFace(source, folder["llama"], SafeTensorType.Fp32));

        Assert.Equal(2, Directory.GetFiles(folder["llama"]).Length);
        Assert.True(ModelExport.ToHuggingFace(source, folder["hf"], SafeTensorType.Bf16) > 0);
    }

    private static async Task<TemporaryFolder> ExportAsync(SafeTensorType type)
    {
        var folder = new TemporaryFolder();
        ModelExport.ToHuggingFace(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["hf"], type);
        return folder;
    }

    private static int[] Prompt(string folder, string text) =>
        new PromptLayout(BpeTokenizer.Load(Path.Combine(folder, "tokenizer.json")), MarkerTaxonomy.Default)
            .EncodePrompt([new PromptMessage("user", text)], MarkerSet.Empty(MarkerTaxonomy.Default));

    private static JsonNode Json(TemporaryFolder folder, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder["hf"], file)))!;
}
