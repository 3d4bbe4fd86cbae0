using System.Text.Json;
using TreasureMarkers.Training.Checkpoints;
using TreasureMarkers.Training.Loop;
using TreasureMarkers.Training.Model;

namespace TreasureMarkers.Training.Export;

/// <summary>A trained model to export: a run's checkpoint, or what an exported folder has of one.</summary>
public sealed record ExportSource
{
    private readonly string _folder;

    private ExportSource(string folder, ModelShape shape, IReadOnlyDictionary<string, float[]> weights, string chatTemplate, bool isModelFolder) =>
        (_folder, Shape, Weights, ChatTemplate, IsModelFolder) = (folder, shape, weights, chatTemplate, isModelFolder);

    /// <summary>The model's sizes.</summary>
    public ModelShape Shape { get; }

    /// <summary>Row-major values by weight name.</summary>
    public IReadOnlyDictionary<string, float[]> Weights { get; }

    /// <summary>Jinja.</summary>
    public string ChatTemplate { get; }

    /// <summary>Whether it is a folder for serving: then no export of it is more exact than the folder.</summary>
    public bool IsModelFolder { get; }

    /// <summary>A run's last checkpoint.</summary>
    /// <param name="run">The folder that training wrote.</param>
    /// <exception cref="CheckpointException">The run has no checkpoint, or a damaged one.</exception>
    public static ExportSource FromRun(string run)
    {
        var checkpoint = CheckpointFile.Load(Path.Combine(run, RunFolder.CheckpointFile));
        return new ExportSource(run, checkpoint.State.Shape, checkpoint.Weights, Export.ChatTemplate.Jinja, isModelFolder: false);
    }

    /// <summary>
    /// An exported folder: one for serving, of any precision, or a Hugging Face folder, also one that another trainer made of it.
    /// Its weights are restored to floats, its other files are kept as they are.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="TrainingException">The folder is no export of this program.</exception>
    public static ExportSource FromFolder(string folder)
    {
        var report = JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(Require(folder, RunFolder.ReportFile)), RunFolder.Json)!;
        var template = File.ReadAllText(Require(folder, ModelFolder.ChatTemplateFile));
        if (!File.Exists(Path.Combine(folder, HuggingFaceFolder.ConfigurationFile)))
        {
            return new ExportSource(folder, report.Shape, ModelFolderWeights.Load(folder, report.Shape), template, isModelFolder: true);
        }

        var shape = HuggingFaceWeights.ReadShape(folder, report.Shape.Preset);
        return new ExportSource(folder, shape, HuggingFaceWeights.Load(folder, shape), template, isModelFolder: false);
    }

    /// <summary>The path of one of its files.</summary>
    /// <exception cref="TrainingException">It is missing.</exception>
    public string Require(string file) => Require(_folder, file);

    /// <summary>Copies the files that every export has: tokenizer, taxonomy and report.</summary>
    /// <param name="target">The folder being written.</param>
    /// <returns>The report.</returns>
    /// <exception cref="TrainingException">A file is missing.</exception>
    public TrainingReport CopyTo(string target)
    {
        foreach (var file in new[] { RunFolder.TokenizerFile, RunFolder.TaxonomyFile, RunFolder.ReportFile })
        {
            File.Copy(Require(file), Path.Combine(target, file));
        }

        return JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(Require(RunFolder.ReportFile)), RunFolder.Json)!;
    }

    /// <summary>Refuses to write an export over the folder that it is made from.</summary>
    /// <exception cref="TrainingException">It is the same folder.</exception>
    public void RefuseToReplace(string output)
    {
        if (FolderPath.AreSame(output, _folder))
        {
            throw new TrainingException($"'{output}' is the folder to export. Give another --out: the export would replace what it is made from.");
        }
    }

    private static string Require(string folder, string file) => File.Exists(Path.Combine(folder, file))
        ? Path.Combine(folder, file)
        : throw new TrainingException($"'{Path.Combine(folder, file)}' is missing. Give a run's folder or an exported one. Where a run lacks it, `tm train --resume` writes it; where another trainer's folder does, copy it from the folder that was exported for it.");
}
