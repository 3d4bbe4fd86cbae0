using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Folders;

/// <summary>Bases as others publish them: read, written in each format, and read again.</summary>
public sealed class BaseTests
{
    public static TheoryData<string> Families => [.. TinyCheckpoint.Families.Select(family => family.ModelType)];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_folder_is_read_as_transformers_reads_it(string family)
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Find(family);

        using var source = ModelSource.Open(checkpoint.WriteTo(folder["base"]));

        Assert.Equal(
            new ModelConfiguration("base", 578, 64, 2, 4, 2, checkpoint.HeadDim, 96, 256, 500_000, 1e-6)
            {
                ModelType = family == "llama3" ? "llama" : family,
                AttentionBias = family == "qwen2",
                QueryKeyNorm = family == "qwen3",
                TieWordEmbeddings = checkpoint.Tied,
                RopeScaling = family == "llama3" ? new RopeScaling("llama3", 8, 1, 4, 64) : null,
            },
            source.Config with { VocabSize = 578 });
        RequireWeights(checkpoint, source);
        Assert.Equal(TinyCheckpoint.Template, source.ChatTemplate);
        Assert.Equal((1, 0), (source.Tokens.Begin, source.Tokens.Pad));
        Assert.Equal([2, 0], source.Tokens.Ends);
        Assert.Equal((0.7f, 0.8f, 20, 1f), (source.Sampling.Temperature, source.Sampling.TopP, source.Sampling.TopK, source.Sampling.RepetitionPenalty));
        Assert.Equal(new ModelOrigin("base", "apache-2.0", null, "Maker/Tiny"), source.Origin);
        Assert.Empty(source.Taxonomy.Categories);
        Assert.Null(source.Report);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void What_is_exported_is_imported_as_the_same_model(string family)
    {
        foreach (var type in new[] { "F32", "BF16" })
        {
            using var folder = new TemporaryFolder();
            var checkpoint = Find(family) with { Type = type };
            using var source = ModelSource.Open(checkpoint.WriteTo(folder["base"]));

            ModelExport.ToHuggingFace(source, folder["hf"], type == "F32" ? SafeTensorType.Fp32 : SafeTensorType.Bf16);
            ModelExport.ToGguf(source, folder["model.gguf"], type == "F32" ? GgufPrecision.F32 : GgufPrecision.BF16);
            ModelExport.ToModelFolder(source, folder["onnx"], WeightPrecision.Fp32);

            foreach (var (path, modelType) in new[] { ("hf", source.Config.ModelType), ("model.gguf", Gguf(source.Config.ModelType)), ("onnx", source.Config.ModelType) })
            {
                using var again = ModelSource.Open(folder[path]);
                Assert.Equal(source.Config with { ModelType = modelType, Preset = "" }, again.Config with { Preset = "" });
                RequireWeights(checkpoint, again);
                Assert.Equal(source.ChatTemplate, again.ChatTemplate);
                Assert.Equivalent(source.Tokens, again.Tokens);
                Assert.Equal(source.Origin!.License, again.Origin!.License);
                Assert.Equal(source.Origin.Source, again.Origin.Source);
                const string text = "Grüße, 日本 <|end|> it's 12,345!\n\n  x";
                Assert.Equal(source.Tokenizer.EncodeOrdinary(text), again.Tokenizer.EncodeOrdinary(text));
                Assert.Equal(source.Tokenizer.Encode(text), again.Tokenizer.Encode(text));
            }
        }

        static string Gguf(string modelType) => modelType == "mistral" ? "llama" : modelType;
    }

    [Fact]
    public void A_vocabulary_that_is_padded_stays_so()
    {
        using var folder = new TemporaryFolder();
        using var source = ModelSource.Open((Find("qwen2") with { Padding = 30 }).WriteTo(folder["base"]));
        ModelExport.ToHuggingFace(source, folder["hf"], SafeTensorType.Fp32);
        ModelExport.ToGguf(source, folder["model.gguf"], GgufPrecision.F32);
        ModelExport.ToModelFolder(source, folder["onnx"], WeightPrecision.Int8);

        foreach (var path in new[] { "base", "hf", "model.gguf", "onnx" })
        {
            using var again = ModelSource.Open(folder[path]);
            Assert.Equal(SmallVocabulary + 30, again.Tokenizer.VocabularySize);
            Assert.True(again.Tokenizer.BytesOf(SmallVocabulary + 29).IsEmpty);
            Assert.Equal(source.Tokenizer.Encode("<|end|> a"), again.Tokenizer.Encode("<|end|> a"));
        }

        Assert.Equal(SmallVocabulary + 30, ModelFolder.Load(folder["onnx"]).Tokenizer.VocabularySize);
    }

    [Fact]
    public void Licence_and_origin_go_with_every_export()
    {
        using var folder = new TemporaryFolder();
        using var source = ModelSource.Open(Find("qwen2").WriteTo(folder["base"]));

        ModelExport.ToModelFolder(source, folder["onnx"], WeightPrecision.Int8);
        using var served = ModelSource.Open(folder["onnx"]);
        ModelExport.ToHuggingFace(served, folder["hf"], SafeTensorType.Bf16);

        foreach (var (file, says) in new[] { ("onnx/model_card.md", "Licence of the base: apache-2.0"), ("hf/README.md", "Licence of the base: apache-2.0") })
        {
            var card = File.ReadAllText(folder[file]);
            Assert.Contains(says, card, StringComparison.Ordinal);
            Assert.Contains("Maker/Tiny", card, StringComparison.Ordinal);
            Assert.Contains("it has no levers", card, StringComparison.Ordinal);
        }

        Assert.StartsWith(
            "---\nlibrary_name: transformers\npipeline_tag: text-generation\nlicense: apache-2.0\nbase_model: Maker/Tiny\n---\n",
            File.ReadAllText(folder["hf/README.md"]), StringComparison.Ordinal);
        Assert.Equal("The text of a licence.\n", File.ReadAllText(folder["hf/LICENSE"]));
        Assert.Contains("no more exact than it", File.ReadAllText(folder["hf/README.md"]), StringComparison.Ordinal);
        Assert.Equal("""{"categories":[]}""", JsonNode.Parse(File.ReadAllText(folder["onnx/taxonomy.json"]))!.ToJsonString());
    }

    [Fact]
    public void Weights_in_several_files_are_one_model_and_a_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Find("qwen3") with { Shards = 3, Type = "F16" };
        using (var source = ModelSource.Open(checkpoint.WriteTo(folder["base"])))
        {
            Assert.Equal(checkpoint.Tensors().Count(), LlamaTensors.Of(source.Config).Count());
            Assert.All(checkpoint.Tensors(), tensor =>
                Assert.Equal(checkpoint.Values(tensor.Name, tensor.Shape).Select(value => (float)(Half)value), source.Weights.Read(tensor.Name)));
        }

        File.Delete(folder["base/model-00002-of-00003.safetensors"]);
        Assert.Contains("'model-00002-of-00003.safetensors', one of the 3 files", Refused(folder["base"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hidden_size", "128", "and its configuration wants [578, 128]")]
    [InlineData("num_hidden_layers", "1", "no supported model has: model.layers.1")]
    [InlineData("num_hidden_layers", "3", "lacks the tensor model.layers.2")]
    [InlineData("vocab_size", "5000", "wants [5000, 64]")]
    [InlineData("model_type", "\"gpt2\"", "Supported: llama, mistral, qwen2, qwen3")]
    [InlineData("architectures", "[\"MistralForSequenceClassification\"]", "only MistralForCausalLM")]
    [InlineData("sliding_window", "128", "set max_position_embeddings to 128")]
    [InlineData("hidden_act", "\"gelu\"", "only silu")]
    [InlineData("attention_bias", "true", "attention_bias is true")]
    [InlineData("rope_scaling", """{ "rope_type": "yarn", "factor": 4 }""", "'yarn'")]
    [InlineData("rope_scaling", """{ "rope_type": "llama3", "factor": 8 }""", "low_freq_factor")]
    [InlineData("quantization_config", """{ "quant_method": "gptq" }""", "quantised by gptq")]
    [InlineData("num_key_value_heads", "3", "a multiple of the latter")]
    [InlineData("num_attention_heads", "-1", "num_attention_heads is -1")]
    [InlineData("rms_norm_eps", "\"small\"", "must be a number")]
    [InlineData("head_dim", "25", "a multiple of 8")]
    [InlineData("vocab_size", "null", "has no vocab_size")]
    public void What_cannot_be_used_is_named(string field, string value, string says)
    {
        using var folder = new TemporaryFolder();
        Find("mistral").WriteTo(folder["base"]);
        var path = folder["base/config.json"];
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        config[field] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());

        Assert.Contains(says, Refused(folder["base"]).Replace($"{SmallVocabulary}", "578", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_those_of_each_class()
    {
        // Read off transformers' configuration classes.
        foreach (var (family, headDim, keyValueHeads, context) in new[] { ("llama", 16, 4, 2048), ("mistral", 16, 8, 131072), ("qwen2", 16, 32, 32768), ("qwen3", 128, 32, 32768) })
        {
            using var folder = new TemporaryFolder();
            var config = (Find(family) with { Tied = true }).Config();
            foreach (var field in new[] { "num_key_value_heads", "head_dim", "max_position_embeddings", "rope_theta", "rms_norm_eps", "tie_word_embeddings" })
            {
                config.Remove(field);
            }

            config["num_attention_heads"] = 32;
            config["hidden_size"] = 512;
            File.WriteAllText(folder["config.json"], config.ToJsonString());
            var read = HuggingFaceConfig.Read(folder["config.json"], "x");
            Assert.Equal(
                (headDim, family == "llama" ? 32 : keyValueHeads, context, 10_000, 1e-6, false),
                (read.HeadDim, read.NumKeyValueHeads, read.MaxPositionEmbeddings, read.RopeTheta, read.RmsNormEps, read.TieWordEmbeddings));
        }
    }

    [Fact]
    public void A_folder_that_lacks_something_says_what()
    {
        using var folder = new TemporaryFolder();
        Find("llama").WriteTo(folder["base"]);
        File.WriteAllText(folder["base/tokenizer.json"], "{}");
        using (var source = ModelSource.Open(folder["base"]))
        {
            Assert.Contains("tokenizer.json", Assert.Throws<ModelException>(() => source.Tokenizer).Message, StringComparison.Ordinal);
        }

        File.Delete(folder["base/tokenizer.json"]);
        File.Delete(folder["base/chat_template.jinja"]);
        using (var source = ModelSource.Open(folder["base"]))
        {
            Assert.Contains("has no tokenizer.json. Save it", Assert.Throws<ModelException>(() => source.Tokenizer).Message, StringComparison.Ordinal);
            Assert.Contains(
                "has no chat template", Assert.Throws<ModelException>(() => ModelExport.ToModelFolder(source, folder["x"], WeightPrecision.Fp32)).Message,
                StringComparison.Ordinal);
            Assert.Contains(
                "takes the tensors of a GGUF file over",
                Assert.Throws<ModelException>(() => ModelExport.ToGguf(ModelSource.Open(Find("llama").WriteTo(folder["y"])), folder["y.gguf"], GgufPrecision.Source)).Message,
                StringComparison.Ordinal);
        }

        File.Delete(folder["base/model.safetensors"]);
        Assert.Contains("neither model.safetensors nor model.safetensors.index.json", Refused(folder["base"]), StringComparison.Ordinal);
        File.WriteAllText(folder["base/config.json"], "{");
        Assert.Contains("config.json' cannot be used", Refused(folder["base"]), StringComparison.Ordinal);
        File.Delete(folder["base/config.json"]);
        Assert.Contains("has no config.json", Refused(folder["base"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_found_wherever_transformers_keeps_it()
    {
        foreach (var (file, json) in new[]
        {
            ("tokenizer_config.json", """{ "chat_template": "T" }"""),
            ("tokenizer_config.json", """{ "chat_template": [{ "name": "tool_use", "template": "U" }, { "name": "default", "template": "T" }] }"""),
            ("chat_template.json", """{ "chat_template": "T" }"""),
        })
        {
            using var folder = new TemporaryFolder();
            Find("llama").WriteTo(folder["base"]);
            File.Delete(folder["base/chat_template.jinja"]);
            File.WriteAllText(folder["base/" + file], json);
            using var source = ModelSource.Open(folder["base"]);
            Assert.Equal("T", source.ChatTemplate);
        }
    }

    private static int SmallVocabulary => Fixtures.Tokenizers.SmallTokenizer.Instance.VocabularySize;

    private static TinyCheckpoint Find(string family) => TinyCheckpoint.Families.Single(checkpoint => checkpoint.ModelType == family);

    private static string Refused(string path) => Assert.Throws<ModelException>(() => ModelSource.Open(path)).Message;

    private static void RequireWeights(TinyCheckpoint checkpoint, ModelSource source)
    {
        var tensors = checkpoint.Tensors().ToArray();
        Assert.Equal(tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal), LlamaTensors.Of(source.Config).Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.All(tensors, tensor => Assert.Equal(checkpoint.Values(tensor.Name, tensor.Shape), source.Weights.Read(tensor.Name)));
    }
}
