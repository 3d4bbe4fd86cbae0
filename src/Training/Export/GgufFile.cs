using TreasureMarkers.Training.Checkpoints;
using TreasureMarkers.Training.Loop;

namespace TreasureMarkers.Training.Export;

/// <summary>Writes a model as one GGUF file for llama.cpp, tokenizer and chat template included.</summary>
public static class GgufFile
{
    private const string Extension = ".gguf";

    /// <summary>Exports a model. The file appears whole or not at all; Q8_0 keeps the levels of an int8 or int4 model folder.</summary>
    /// <param name="source">The run or model folder.</param>
    /// <param name="output">The file to write; ends in .gguf.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="TrainingException">A file of the source is missing, or <paramref name="output"/> has another name.</exception>
    public static long Export(ExportSource source, string output, GgufPrecision precision)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(output);
        if (!output.EndsWith(Extension, StringComparison.Ordinal) || Directory.Exists(output))
        {
            throw new TrainingException($"'{output}' is no name for a GGUF file. Give --out a file name that ends in {Extension}.");
        }

        using var metadata = new GgufMetadata();
        GgufLlama.Describe(metadata, source.Shape, precision);
        GgufTokenizer.Describe(metadata, source.Require(RunFolder.TokenizerFile), source.Shape.Vocabulary, source.ChatTemplate);
        var tensors = GgufLlama.Tensors(source.Shape, source.Weights, precision);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        AtomicFile.Write(output, stream => GgufWriter.Write(stream, metadata, tensors));
        return new FileInfo(output).Length;
    }
}
