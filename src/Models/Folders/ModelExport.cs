using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>
/// Writes a model in the format that a program loads. What is written appears whole or not at all, and replaces an older export of the same
/// format. Weights are read one tensor at a time. Every method returns the bytes of the weights' files.
/// </summary>
internal static class ModelExport
{
    /// <summary>Writes a self-contained model folder, from which the model is served.</summary>
    /// <param name="source">What is exported.</param>
    /// <param name="output">The folder to write.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <exception cref="ModelException">
    /// A file of the source is missing, it has no chat template, or <paramref name="output"/> is something else.
    /// </exception>
    public static long ToModelFolder(ModelSource source, string output, WeightPrecision precision)
    {
        var bytes = 0L;
        source.RefuseToReplace(output);
        if (source.ChatTemplate is null)
        {
            throw new ModelException(
                $"'{source.Path}' has no chat template: it was never taught to converse. Give the model's chat variant (often named Instruct), "
                + $"fine-tune it with `tm train --base`, or put a {ModelFiles.ChatTemplate} into its folder.");
        }

        AtomicFolder.Write(output, [ModelFiles.GenAIConfig], folder =>
        {
            source.CopyTo(folder);
            if (source.Origin is not null)
            {
                // A base has no report that would say its sizes.
                ModelFiles.WriteJson(folder, HuggingFaceFolder.ConfigFile, HuggingFaceConfig.Write(source.Config, source.Tokens, SafeTensorType.Fp32));
            }

            HuggingFaceFolder.WriteTokenizerConfig(folder, source.Tokenizer, source.Tokens, source.Config.MaxPositionEmbeddings);
            bytes = LlamaGraph.Write(folder, source.Config, source.Weights, precision);
            ModelFiles.WriteJson(folder, ModelFiles.GenAIConfig, GenAIConfig.Write(source.Config, source.Tokens, source.Sampling));
            var weights = precision switch
            {
                WeightPrecision.Int8 => "8 bits with a scale per output, inputs 8 bits with a scale per token",
                WeightPrecision.Int4 => "4 bits in blocks of 32; embedding and output layer 8 bits",
                WeightPrecision.Source => "as the base keeps them, taken over exactly",
                _ => "32-bit floats",
            };
            File.WriteAllText(Path.Combine(folder, ModelFiles.ModelCard), ModelCard.Write(source, weights, bytes));
        });
        return bytes;
    }

    /// <summary>Writes a Hugging Face folder, for engines and trainers that load the Llama family.</summary>
    /// <param name="source">What is exported.</param>
    /// <param name="output">The folder to write.</param>
    /// <param name="type">Of all weights.</param>
    /// <exception cref="ModelException">A file of the source is missing, or <paramref name="output"/> is something else.</exception>
    public static long ToHuggingFace(ModelSource source, string output, SafeTensorType type)
    {
        var bytes = 0L;
        source.RefuseToReplace(output);
        AtomicFolder.Write(output, [HuggingFaceFolder.ConfigFile, HuggingFaceWeights.OneFile, ModelFiles.Taxonomy], folder =>
        {
            source.CopyTo(folder);
            HuggingFaceFolder.WriteTokenizerFiles(folder, source.Tokenizer, source.Tokens, source.Sampling, source.Config.MaxPositionEmbeddings);
            HuggingFaceFolder.Write(folder, source.Config, source.Weights, source.Tokens, type);
            bytes = Size(folder, HuggingFaceWeights.OneFile);
            var card = ModelCard.Write(source, type == SafeTensorType.Bf16 ? "bfloat16" : "32-bit floats", bytes);
            File.WriteAllText(Path.Combine(folder, ModelFiles.ReadMe), ModelCard.Head(source) + card);
        });
        return bytes;
    }

    /// <summary>Writes one GGUF file for llama.cpp, tokenizer and chat template included.</summary>
    /// <param name="source">What is exported.</param>
    /// <param name="output">The file to write; ends in .gguf.</param>
    /// <param name="precision">Of the matrices; Q8_0 keeps the levels of an int8 or int4 model folder.</param>
    /// <exception cref="ModelException">
    /// A file of the source is missing, llama.cpp cannot split text as its tokenizer does, <paramref name="output"/> is no name for a GGUF
    /// file, or the tensors are to stay as they are and are of no GGUF file.
    /// </exception>
    public static long ToGguf(ModelSource source, string output, GgufPrecision precision)
    {
        source.RefuseToReplace(output);
        if (!output.EndsWith(MappedGguf.Extension, StringComparison.Ordinal) || Directory.Exists(output))
        {
            throw new ModelException($"'{output}' is no name for a GGUF file. Give --out a file name that ends in {MappedGguf.Extension}.");
        }

        using var file = new GgufFile();
        GgufExport.Add(file, source, precision);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        AtomicFile.Write(output, file.WriteTo);
        return new FileInfo(output).Length;
    }

    /// <summary>Writes the adapter of a LoRA run in the layout of PEFT, beside it the tokenizer that belongs to it.</summary>
    /// <param name="source">A run that was trained by LoRA.</param>
    /// <param name="output">The folder to write.</param>
    /// <exception cref="ModelException">The source has no adapter, or <paramref name="output"/> is something else.</exception>
    public static long ToPeft(ModelSource source, string output)
    {
        var bytes = 0L;
        source.RefuseToReplace(output);
        var adapter = (source.Weights as MergedWeights)?.Adapter ?? throw new ModelException(
            $"'{source.Path}' has no adapter: it was not trained by LoRA. Export it as hf or gguf, or train with `tm train --lora RANK`.");
        AtomicFolder.Write(output, [PeftAdapter.ConfigFile], folder =>
        {
            source.CopyTo(folder);
            adapter.Save(folder);
            bytes = Size(folder, PeftAdapter.WeightsFile);
            File.WriteAllText(
                Path.Combine(folder, ModelFiles.ReadMe), ModelCard.Head(source) + ModelCard.Write(source, $"LoRA of rank {adapter.Rank}, 32-bit floats", bytes));
        });
        return bytes;
    }

    private static long Size(string folder, string file) => new FileInfo(Path.Combine(folder, file)).Length;
}
