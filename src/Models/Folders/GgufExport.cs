using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>A model as llama.cpp's metadata and tensors.</summary>
internal static class GgufExport
{
    // llama.cpp's numbers of a file whose matrices are mostly of a type.
    private static readonly Dictionary<GgufPrecision, (GgmlType Type, int FileType)> Types = new()
    {
        [GgufPrecision.F32] = (GgmlType.F32, 0),
        [GgufPrecision.F16] = (GgmlType.F16, 1),
        [GgufPrecision.Q80] = (GgmlType.Q80, 7),
        [GgufPrecision.BF16] = (GgmlType.BF16, 32),
    };

    /// <summary>Adds all of a model to a file.</summary>
    /// <exception cref="ModelException">llama.cpp has no such tokenizer, or the tensors cannot be taken over.</exception>
    public static void Add(GgufFile file, ModelSource source, GgufPrecision precision)
    {
        var (config, original) = (source.Config, source.Weights as GgufWeights);
        if (precision == GgufPrecision.Source && original is null)
        {
            throw new ModelException(
                $"--precision source takes the tensors of a GGUF file over, and '{source.Path}' is none. Give f32, f16, bf16 or q8_0.");
        }

        if (!GgufTokenizer.CanSplitAs(source.Tokenizer))
        {
            throw new ModelException(
                $"The tokenizer of '{source.Path}' splits text in a way for which llama.cpp has no name. Export it as hf, which every engine reads.");
        }

        file.Add("general.architecture", GgufLlama.ArchitectureOf(config));
        file.Add("general.type", "model");
        file.Add("general.name", source.Origin is null ? $"TreasureMarkers {config.Preset}" : config.Preset);
        AddOrigin(file, source);
        file.Add("general.alignment", GgufFile.Alignment);
        file.Add("general.file_type", precision == GgufPrecision.Source ? original!.FileType : Types[precision].FileType);
        // llama.cpp's number of its present quantisation formats.
        file.Add("general.quantization_version", 2);
        GgufLlama.AddConfiguration(file, config);
        GgufTokenizer.AddTokenizer(file, source.Tokenizer, source.ChatTemplate, source.Tokens);
        foreach (var tensor in LlamaTensors.Of(config))
        {
            file.Add(precision == GgufPrecision.Source ? original!.Original(tensor.Name) : Convert(source, tensor, Types[precision].Type));
        }
    }

    private static void AddOrigin(GgufFile file, ModelSource source)
    {
        foreach (var (key, value) in new[]
        {
            ("license", source.Origin?.License), ("license.link", source.Origin?.LicenseLink), ("source.url", source.Origin?.Source),
        })
        {
            if (value is not null)
            {
                file.Add("general." + key, value);
            }
        }
    }

    private static GgufTensor Convert(ModelSource source, TensorInfo tensor, GgmlType type) =>
        GgufTensor.Create(tensor.GgufName, tensor.Shape, tensor.IsMatrix ? type : GgmlType.F32, () =>
        {
            var values = source.Weights.Read(tensor.Name);
            return tensor.IsRotated && GgufLlama.IsInterleaved(source.Config)
                ? RowOrder.Interleave<float>(values, source.Config.HeadDim, tensor.IsMatrix ? (int)tensor.Shape[1] : 1)
                : values;
        });
}
