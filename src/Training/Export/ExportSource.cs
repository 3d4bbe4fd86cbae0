using System.Text.Json;
using TreasureMarkers.Training.Checkpoints;
using TreasureMarkers.Training.Loop;
using TreasureMarkers.Training.Model;

namespace TreasureMarkers.Training.Export;

/// <summary>A trained model to export: a run's checkpoint, or what a model folder still has of one.</summary>
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

    /// <summary>Whether it is a model folder: then no export of it is more exact than the folder.</summary>
    public bool IsModelFolder { get; }

    /// <summary>A run's last checkpoint.</summary>
    /// <param name="run">The folder that training wrote.</param>
    /// <exception cref="CheckpointException">The run has no checkpoint, or a damaged one.</exception>
    public static ExportSource FromRun(string run)
    {
        var checkpoint = CheckpointFile.Load(Path.Combine(run, RunFolder.CheckpointFile));
        return new ExportSource(run, checkpoint.State.Shape, checkpoint.Weights, Export.ChatTemplate.Jinja, isModelFolder: false);
    }

    /// <summary>A model folder: its weights are restored to floats, its other files are kept as they are.</summary>
    /// <param name="folder">The folder that an export for serving wrote, of any precision.</param>
    /// <exception cref="TrainingException">The folder is no model folder of this program.</exception>
    public static ExportSource FromModelFolder(string folder)
    {
        var report = Require(folder, RunFolder.ReportFile);
        var shape = JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(report), RunFolder.Json)!.Shape;
        var template = File.ReadAllText(Require(folder, ModelFolder.ChatTemplateFile));
        return new ExportSource(folder, shape, ModelFolderWeights.Load(folder, shape), template, isModelFolder: true);
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

    /// <summary>Refuses to write an export over the model folder that it is made from.</summary>
    /// <exception cref="TrainingException">It is the same folder.</exception>
    public void RefuseToReplace(string output)
    {
        if (IsModelFolder && Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(_folder)))
        {
            throw new TrainingException($"'{output}' is the folder to export. Give another --out: the export would replace what it is made from.");
        }
    }

    private static string Require(string folder, string file) => File.Exists(Path.Combine(folder, file))
        ? Path.Combine(folder, file)
        : throw new TrainingException($"'{Path.Combine(folder, file)}' is missing. Give a model folder, or a run: where a run lacks it, `tm train --resume` writes it.");
}
