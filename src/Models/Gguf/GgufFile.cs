using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Models.Gguf;

/// <summary>Writes a model as one GGUF file for llama.cpp, tokenizer and chat template included.</summary>
internal static class GgufFile
{
    private const string Extension = ".gguf";

    /// <summary>Exports a model. The file appears whole or not at all; Q8_0 keeps the levels of an int8 or int4 model folder.</summary>
    /// <param name="source">The run or model folder.</param>
    /// <param name="output">The file to write; ends in .gguf.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="ModelException">A file of the source is missing, or <paramref name="output"/> has another name.</exception>
    public static long Export(ExportSource source, string output, GgufPrecision precision)
    {
        if (!output.EndsWith(Extension, StringComparison.Ordinal) || Directory.Exists(output))
        {
            throw new ModelException($"'{output}' is no name for a GGUF file. Give --out a file name that ends in {Extension}.");
        }

        using var metadata = new GgufMetadata();
        GgufLlama.Describe(metadata, source.Shape, precision);
        GgufTokenizer.Describe(metadata, source.Require(ModelFiles.Tokenizer), source.Shape.VocabSize, source.ChatTemplate);
        var tensors = GgufLlama.Tensors(source.Shape, source.Weights, precision);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        AtomicFile.Write(output, stream => GgufWriter.Write(stream, metadata, tensors));
        return new FileInfo(output).Length;
    }
}
