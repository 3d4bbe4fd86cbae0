using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Markers.Tokenization;
using TreasureMarkers.Training.Checkpoints;
using TreasureMarkers.Training.Loop;

namespace TreasureMarkers.Training.Export;

/// <summary>Writes the self-contained folder from which a trained model is served.</summary>
public static class ModelFolder
{
    /// <summary>The graph.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>Its large tensors.</summary>
    public const string WeightsFile = "model.onnx.data";

    /// <summary>How the runtime loads it.</summary>
    public const string ConfigurationFile = "genai_config.json";

    /// <summary>The prompt layout, for tools that render text.</summary>
    public const string ChatTemplateFile = "chat_template.jinja";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Exports a run's checkpoint. The folder appears whole or not at all, and replaces an older export.</summary>
    /// <param name="run">The folder that training wrote.</param>
    /// <param name="output">The model folder to write.</param>
    /// <param name="precision">Of the matrices.</param>
    /// <returns>Bytes of the graph and its weights.</returns>
    /// <exception cref="CheckpointException">The run has no checkpoint, or a damaged one.</exception>
    /// <exception cref="TrainingException">A file of the run is missing, or <paramref name="output"/> is something else.</exception>
    public static long Export(string run, string output, WeightPrecision precision)
    {
        var checkpoint = CheckpointFile.Load(Path.Combine(run, RunFolder.CheckpointFile));
        RefuseOtherContent(output);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(temporary);
        try
        {
            var bytes = Fill(temporary, run, checkpoint, precision);
            Replace(temporary, target);
            return bytes;
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static long Fill(string folder, string run, Checkpoint checkpoint, WeightPrecision precision)
    {
        foreach (var file in new[] { RunFolder.TokenizerFile, RunFolder.TaxonomyFile, RunFolder.ReportFile })
        {
            Copy(run, folder, file);
        }

        var shape = checkpoint.State.Shape;
        var tokenizer = ByteLevelBpeTokenizer.Load(Path.Combine(folder, RunFolder.TokenizerFile));
        using (var external = new ExternalTensors(folder, WeightsFile))
        {
            File.WriteAllBytes(Path.Combine(folder, ModelFile), LlamaGraph.Write(shape, checkpoint.Weights, precision, external));
        }

        WriteJson(Path.Combine(folder, ConfigurationFile), GenAIConfiguration.Model(shape, tokenizer));
        WriteJson(Path.Combine(folder, "tokenizer_config.json"), GenAIConfiguration.Tokenizer(shape));
        File.WriteAllText(Path.Combine(folder, ChatTemplateFile), ChatTemplate.Jinja);
        var bytes = new[] { ModelFile, WeightsFile }.Sum(file => new FileInfo(Path.Combine(folder, file)).Length);
        var report = JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(Path.Combine(folder, RunFolder.ReportFile)), RunFolder.Json)!;
        File.WriteAllText(Path.Combine(folder, "model_card.md"), ModelCard.Write(report, precision, bytes));
        return bytes;
    }

    private static void Copy(string run, string folder, string file)
    {
        var source = Path.Combine(run, file);
        if (!File.Exists(source))
        {
            throw new TrainingException($"'{source}' is missing. Resume the run once with `tm train --resume`, which writes it, and export again.");
        }

        File.Copy(source, Path.Combine(folder, file));
    }

    // A slip in --out must not delete somebody's files.
    private static void RefuseOtherContent(string output)
    {
        if (File.Exists(output) || (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any() && !File.Exists(Path.Combine(output, ConfigurationFile))))
        {
            throw new TrainingException($"'{output}' exists and is no model folder. Give a new or empty folder, or one that an earlier export wrote.");
        }
    }

    private static void Replace(string temporary, string target)
    {
        var old = temporary + ".old";
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        Directory.Move(temporary, target);
        if (Directory.Exists(old))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    private static void WriteJson(string path, JsonObject json) => File.WriteAllText(path, json.ToJsonString(Indented) + "\n");
}
