using System.Text.Json;
using TreasureMarkers.Training.Checkpoints;
using TreasureMarkers.Training.Loop;
using TreasureMarkers.Training.Model;

namespace TreasureMarkers.Training.Export;

/// <summary>Writes a model as one GGUF file for llama.cpp, tokenizer and chat template included.</summary>
public static class GgufFile
{
    private const string Extension = ".gguf";

    /// <summary>Exports a run's checkpoint. The file appears whole or not at all.</summary>
    /// <param name="run">The folder that training wrote.</param>
    /// <param name="output">The file to write; ends in .gguf.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="CheckpointException">The run has no checkpoint, or a damaged one.</exception>
    /// <exception cref="TrainingException">A file of the run is missing, or <paramref name="output"/> has another name.</exception>
    public static long ExportRun(string run, string output, GgufPrecision precision)
    {
        var checkpoint = CheckpointFile.Load(Path.Combine(run, RunFolder.CheckpointFile));
        return Write(run, output, checkpoint.State.Shape, checkpoint.Weights, ChatTemplate.Jinja, precision);
    }

    /// <summary>Exports a model folder. The file has what the folder still has of the weights: Q8_0 keeps an int8 or int4 folder's levels.</summary>
    /// <param name="folder">The folder that an export wrote.</param>
    /// <param name="output">The file to write; ends in .gguf.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <returns>Bytes of the file.</returns>
    /// <exception cref="TrainingException">The folder is no model folder of this program, or <paramref name="output"/> has another name.</exception>
    public static long ExportFolder(string folder, string output, GgufPrecision precision)
    {
        var shape = JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(Require(folder, RunFolder.ReportFile)), RunFolder.Json)!.Shape;
        var template = File.ReadAllText(Require(folder, ModelFolder.ChatTemplateFile));
        return Write(folder, output, shape, ModelFolderWeights.Load(folder, shape), template, precision);
    }

    private static long Write(
        string source, string output, ModelShape shape, IReadOnlyDictionary<string, float[]> weights, string template, GgufPrecision precision)
    {
        if (!output.EndsWith(Extension, StringComparison.Ordinal) || Directory.Exists(output))
        {
            throw new TrainingException($"'{output}' is no name for a GGUF file. Give --out a file name that ends in {Extension}.");
        }

        using var metadata = new GgufMetadata();
        GgufLlama.Describe(metadata, shape, precision);
        GgufTokenizer.Describe(metadata, Require(source, RunFolder.TokenizerFile), shape.Vocabulary, template);
        var tensors = GgufLlama.Tensors(shape, weights, precision);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        AtomicFile.Write(output, stream => GgufWriter.Write(stream, metadata, tensors));
        return new FileInfo(output).Length;
    }

    private static string Require(string folder, string file) => File.Exists(Path.Combine(folder, file))
        ? Path.Combine(folder, file)
        : throw new TrainingException($"'{Path.Combine(folder, file)}' is missing. Give a folder that `tm train` or `tm export` wrote.");
}
