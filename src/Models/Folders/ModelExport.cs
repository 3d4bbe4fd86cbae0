using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>
/// Writes a trained model in the format that a program loads. What is written appears whole or not at all, and replaces an older
/// export of the same format. Every method returns the bytes of the weights' files.
/// </summary>
internal static class ModelExport
{
    private const string GgufExtension = ".gguf";

    // What stands before a Hugging Face model card, for sites and tools that read it.
    private const string CardHead =
        """
        ---
        library_name: transformers
        pipeline_tag: text-generation
        ---

        """;

    /// <summary>Writes a self-contained model folder, from which the model is served.</summary>
    /// <param name="source">The run or exported folder.</param>
    /// <param name="output">The folder to write.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <exception cref="ModelException">A file of the source is missing, or <paramref name="output"/> is something else.</exception>
    public static long ToModelFolder(ExportSource source, string output, WeightPrecision precision)
    {
        var bytes = 0L;
        source.RefuseToReplace(output);
        AtomicFolder.Write(output, [ModelFiles.GenAIConfig], folder =>
        {
            source.CopyTo(folder);
            LlamaGraph.Write(folder, source.Config, source.Weights, precision);
            var (begin, end, pad) = ControlTokens.BoundaryIds(source.LoadTokenizer());
            var config = GenAIConfig.Write(source.Config, new BoundaryTokens(begin, [end], pad), SamplingSettings.Exported);
            ModelFiles.WriteJson(folder, ModelFiles.GenAIConfig, config);
            ModelFiles.WriteJson(folder, ModelFiles.TokenizerConfig, HuggingFaceConfig.Tokenizer(source.Config));
            bytes = Size(folder, ModelFiles.Graph) + Size(folder, ModelFiles.GraphData);
            var weights = precision switch
            {
                WeightPrecision.Int8 => "8 bits in blocks of 32",
                WeightPrecision.Int4 => "4 bits in blocks of 32; embedding and output layer 8 bits",
                _ => "32-bit floats",
            };
            File.WriteAllText(Path.Combine(folder, ModelFiles.ModelCard), ModelCard.Write(source, weights, bytes));
        });
        return bytes;
    }

    /// <summary>Writes a Hugging Face folder, for engines and trainers that load Llama models.</summary>
    /// <param name="source">The run or exported folder.</param>
    /// <param name="output">The folder to write.</param>
    /// <param name="type">Of all weights.</param>
    /// <exception cref="ModelException">A file of the source is missing, or <paramref name="output"/> is something else.</exception>
    public static long ToHuggingFace(ExportSource source, string output, SafeTensorType type)
    {
        var bytes = 0L;
        source.RefuseToReplace(output);
        AtomicFolder.Write(output, [HuggingFaceFolder.ConfigFile, HuggingFaceFolder.WeightsFile, ModelFiles.Taxonomy], folder =>
        {
            source.CopyTo(folder);
            HuggingFaceFolder.Write(folder, source.Config, source.Weights, source.LoadTokenizer(), type);
            bytes = Size(folder, HuggingFaceFolder.WeightsFile);
            var card = ModelCard.Write(source, type == SafeTensorType.Bf16 ? "bfloat16" : "32-bit floats", bytes);
            File.WriteAllText(Path.Combine(folder, "README.md"), CardHead + card);
        });
        return bytes;
    }

    /// <summary>Writes one GGUF file for llama.cpp, tokenizer and chat template included.</summary>
    /// <param name="source">The run or exported folder.</param>
    /// <param name="output">The file to write; ends in .gguf.</param>
    /// <param name="precision">Of the matrices; Q8_0 keeps the levels of an int8 or int4 model folder.</param>
    /// <exception cref="ModelException">
    /// A file of the source is missing, llama.cpp cannot split text as its tokenizer does, or <paramref name="output"/> is no name
    /// for a GGUF file.
    /// </exception>
    public static long ToGguf(ExportSource source, string output, GgufPrecision precision)
    {
        if (!output.EndsWith(GgufExtension, StringComparison.Ordinal) || Directory.Exists(output))
        {
            throw new ModelException($"'{output}' is no name for a GGUF file. Give --out a file name that ends in {GgufExtension}.");
        }

        var tokenizer = source.LoadTokenizer();
        if (!GgufTokenizer.CanSplitAs(tokenizer) || tokenizer.VocabularySize != source.Config.VocabSize)
        {
            throw new ModelException(
                $"'{source.Require(ModelFiles.Tokenizer)}' has {tokenizer.VocabularySize} tokens and the model {source.Config.VocabSize}, "
                + "or it splits text in another way than `tm tokenizer train` makes it. "
                + "Export with the tokenizer that the model was trained with.");
        }

        using var file = new GgufFile();
        GgufLlama.AddConfiguration(file, source.Config, precision);
        GgufTokenizer.AddTokenizer(file, tokenizer, source.ChatTemplate);
        GgufLlama.AddTensors(file, source.Config, source.Weights, precision);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        AtomicFile.Write(output, file.WriteTo);
        return new FileInfo(output).Length;
    }

    private static long Size(string folder, string file) => new FileInfo(Path.Combine(folder, file)).Length;
}
