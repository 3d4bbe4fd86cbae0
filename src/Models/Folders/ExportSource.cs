using System.Text.Json;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Onnx;

namespace TreasureMarkers.Models.Folders;

/// <summary>A trained model to export: a run's checkpoint, or what an exported folder has of one.</summary>
internal sealed record ExportSource
{
    private readonly string _folder;

    internal ExportSource(string folder, ModelConfiguration shape, IReadOnlyDictionary<string, float[]> weights, string chatTemplate, bool isModelFolder) =>
        (_folder, Shape, Weights, ChatTemplate, IsModelFolder) = (folder, shape, weights, chatTemplate, isModelFolder);

    /// <summary>The model's sizes.</summary>
    public ModelConfiguration Shape { get; }

    /// <summary>Row-major values by weight name.</summary>
    public IReadOnlyDictionary<string, float[]> Weights { get; }

    /// <summary>Jinja.</summary>
    public string ChatTemplate { get; }

    /// <summary>Whether it is a folder for serving: then no export of it is more exact than the folder.</summary>
    public bool IsModelFolder { get; }

    /// <summary>
    /// An exported folder: one for serving, of any precision, or a Hugging Face folder, also one that another trainer made of it.
    /// Its weights are restored to floats, its other files are kept as they are.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ModelException">The folder is no export of this program.</exception>
    public static ExportSource FromFolder(string folder)
    {
        var report = JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(Require(folder, ModelFiles.TrainingReport)), ModelFiles.Json)!;
        var template = File.ReadAllText(Require(folder, ModelFolderWriter.ChatTemplateFile));
        if (!File.Exists(Path.Combine(folder, HuggingFaceFolder.ConfigurationFile)))
        {
            return new ExportSource(folder, report.Shape, ModelFolderWeights.Load(folder, report.Shape), template, isModelFolder: true);
        }

        var shape = HuggingFaceWeights.ReadShape(folder, report.Shape.Preset);
        return new ExportSource(folder, shape, HuggingFaceWeights.Load(folder, shape), template, isModelFolder: false);
    }

    /// <summary>The path of one of its files.</summary>
    /// <exception cref="ModelException">It is missing.</exception>
    public string Require(string file) => Require(_folder, file);

    /// <summary>Copies the files that every export has: tokenizer, taxonomy and report.</summary>
    /// <param name="target">The folder being written.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ModelException">A file is missing.</exception>
    public TrainingReport CopyTo(string target)
    {
        foreach (var file in new[] { ModelFiles.Tokenizer, ModelFiles.Taxonomy, ModelFiles.TrainingReport })
        {
            File.Copy(Require(file), Path.Combine(target, file));
        }

        return JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(Require(ModelFiles.TrainingReport)), ModelFiles.Json)!;
    }

    /// <summary>Refuses to write an export over the folder that it is made from.</summary>
    /// <exception cref="ModelException">It is the same folder.</exception>
    public void RefuseToReplace(string output)
    {
        if (FolderPath.AreSame(output, _folder))
        {
            throw new ModelException($"'{output}' is the folder to export. Give another --out: the export would replace what it is made from.");
        }
    }

    private static string Require(string folder, string file) => File.Exists(Path.Combine(folder, file))
        ? Path.Combine(folder, file)
        : throw new ModelException($"'{Path.Combine(folder, file)}' is missing. Give a run's folder or an exported one. Where a run lacks it, `tm train --resume` writes it; where another trainer's folder does, copy it from the folder that was exported for it.");
}
