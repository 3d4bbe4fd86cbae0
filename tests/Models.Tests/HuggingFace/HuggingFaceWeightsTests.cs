using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Models.Tests.HuggingFace;

/// <summary>A Hugging Face folder as what an export is made from: our own, and one that came back from another trainer.</summary>
public sealed class HuggingFaceWeightsTests
{
    [Fact]
    public async Task A_model_through_a_Hugging_Face_folder_is_served_as_if_from_its_run()
    {
        using var folder = await ExportAsync();
        var run = RunExport.FromRun(await TinyModel.GetRunFolderAsync());
        ModelExport.ToModelFolder(run, folder["direct"], WeightPrecision.Int8);

        ModelExport.ToModelFolder(ModelSource.Open(folder["hf"]), folder["back"], WeightPrecision.Int8);

        string[] files = [ModelFiles.Graph, ModelFiles.GraphData, "genai_config.json", "tokenizer.json", "taxonomy.json", "model_card.md"];
        Assert.All(files, file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["direct"], file)), File.ReadAllBytes(Path.Combine(folder["back"], file))));
    }

    [Theory]
    [InlineData("BF16", 8)]
    [InlineData("F16", 11)]
    public async Task What_another_trainer_saved_is_read(string type, int significantBits)
    {
        using var folder = await ExportAsync();
        Rewrite(folder["hf"], type);
        // As Transformers 5 saves it.
        Change(folder["hf"], config =>
        {
            config["rope_parameters"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = config["rope_theta"]!.DeepClone() };
            config.Remove("rope_theta");
        });

        var (exact, read) = (RunExport.FromRun(await TinyModel.GetRunFolderAsync()), ModelSource.Open(folder["hf"]));

        Assert.Equal(exact.Config, read.Config);
        Assert.All(LlamaTensors.Of(exact.Config), tensor => Assert.All(
            exact.Weights.Read(tensor.Name).Zip(read.Weights.Read(tensor.Name)), pair =>
            Assert.InRange(MathF.Abs(pair.First - pair.Second), 0, (MathF.Abs(pair.First) / (1 << (significantBits - 1))) + 1e-7f)));
    }

    [Theory]
    [InlineData("tie_word_embeddings", "false", "lm_head.weight")]
    [InlineData("model_type", "\"gemma\"", "llama, mistral, qwen2, qwen3")]
    [InlineData("model_type", "\"qwen2\"", "Qwen2ForCausalLM")]
    [InlineData("rope_scaling", """{ "type": "yarn" }""", "rotary")]
    [InlineData("num_hidden_layers", "7", "model.layers.2")]
    [InlineData("hidden_size", "null", "hidden_size")]
    public async Task Another_architecture_is_refused_by_name(string field, string value, string says)
    {
        using var folder = await ExportAsync();
        Change(folder["hf"], config => config[field] = JsonNode.Parse(value));

        var error = Assert.Throws<ModelException>(() => ModelSource.Open(folder["hf"]));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_that_are_cut_short_or_altered_are_refused()
    {
        using var folder = await ExportAsync();
        var path = Path.Combine(folder["hf"], "model.safetensors");
        var whole = await File.ReadAllBytesAsync(path);

        await File.WriteAllBytesAsync(path, whole[..^5]);
        Assert.Contains("it is cut short", Refused().Message, StringComparison.Ordinal);
        whole[^5] ^= 1;
        await File.WriteAllBytesAsync(path, whole);
        Assert.Contains("hash", Refused().Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains("has neither model.safetensors nor", Refused().Message, StringComparison.Ordinal);

        ModelException Refused() => Assert.Throws<ModelException>(() => ModelSource.Open(folder["hf"]));
    }

    private static async Task<TemporaryFolder> ExportAsync()
    {
        var folder = new TemporaryFolder();
        ModelExport.ToHuggingFace(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["hf"], SafeTensorType.Fp32);
        return folder;
    }

    private static void Change(string folder, Action<JsonObject> change)
    {
        var path = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }

    // Without our hash, in another order and another type, with the output layer that some trainers write beside a tied embedding.
    private static void Rewrite(string folder, string type)
    {
        var path = Path.Combine(folder, "model.safetensors");
        var (header, data) = (new JsonObject(), new List<byte>());
        foreach (var (name, (sizes, _, values)) in SafeTensorsReader.Read(path).Reverse())
        {
            var start = data.Count;
            data.AddRange(values.SelectMany(value => BitConverter.GetBytes(
                type == "F16" ? BitConverter.HalfToUInt16Bits((Half)value) : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))));
            header[name] = Entry(new JsonArray([.. sizes.Select(size => (JsonNode)size)]), start, data.Count);
        }

        header["lm_head.weight"] = Entry(new JsonArray(1), data.Count, data.Count + 2);
        data.AddRange([0, 0]);
        var text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. data]);

        JsonObject Entry(JsonArray shape, int start, int end) =>
            new() { ["dtype"] = type, ["shape"] = shape, ["data_offsets"] = new JsonArray(start, end) };
    }
}
