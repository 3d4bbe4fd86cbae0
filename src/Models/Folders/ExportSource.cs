using System.Text.Json;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.HuggingFace;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>A trained model to export: a run's checkpoint, or what an exported folder has of one.</summary>
/// <param name="folder">Where its other files are: tokenizer, taxonomy and training report.</param>
/// <param name="config">The model's sizes.</param>
/// <param name="weights">By the names of <see cref="LlamaTensors"/>.</param>
/// <param name="chatTemplate">Jinja.</param>
/// <param name="isModelFolder">Whether it is a folder for serving: then no export of it is more exact than the folder.</param>
internal sealed class ExportSource(
    string folder, ModelConfiguration config, IModelWeights weights, string chatTemplate, bool isModelFolder)
{
    /// <summary>The model's sizes.</summary>
    public ModelConfiguration Config => config;

    /// <summary>The weights, by the names of <see cref="LlamaTensors"/>.</summary>
    public IModelWeights Weights => weights;

    /// <summary>The prompt layout as a Jinja template.</summary>
    public string ChatTemplate => chatTemplate;

    /// <summary>Whether it is a folder for serving: then no export of it is more exact than the folder.</summary>
    public bool IsModelFolder => isModelFolder;

    /// <summary>
    /// An exported folder: one for serving, of any precision, or a Hugging Face folder, also one that another trainer made of it.
    /// Its weights are restored to floats, its other files are kept as they are.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ModelException">The folder is no export of this program.</exception>
    public static ExportSource FromFolder(string folder)
    {
        var config = ReadReport(folder).Config.Model;
        var template = File.ReadAllText(Require(folder, ModelFiles.ChatTemplate));
        if (!HuggingFaceFolder.Is(folder))
        {
            return new ExportSource(folder, config, LlamaGraphReader.Open(folder, config), template, isModelFolder: true);
        }

        var (trained, weights) = HuggingFaceFolder.Read(folder, config.Preset);
        return new ExportSource(folder, trained, new MemoryWeights(weights), template, isModelFolder: false);
    }

    /// <summary>What the run reported.</summary>
    /// <exception cref="ModelException">The file is missing.</exception>
    public TrainingReport ReadReport() => ReadReport(folder);

    /// <summary>The model's tokenizer.</summary>
    /// <exception cref="ModelException">The file is missing.</exception>
    /// <exception cref="FormatException">The file is no usable tokenizer.</exception>
    public BpeTokenizer LoadTokenizer() => BpeTokenizer.Load(Require(ModelFiles.Tokenizer));

    /// <summary>The path of one of its files.</summary>
    /// <exception cref="ModelException">It is missing.</exception>
    public string Require(string file) => Require(folder, file);

    /// <summary>Copies the files that every exported folder has: tokenizer, taxonomy, report and chat template.</summary>
    /// <param name="target">The folder being written.</param>
    /// <exception cref="ModelException">A file is missing.</exception>
    public void CopyTo(string target)
    {
        foreach (var file in new[] { ModelFiles.Tokenizer, ModelFiles.Taxonomy, ModelFiles.TrainingReport })
        {
            File.Copy(Require(file), Path.Combine(target, file));
        }

        File.WriteAllText(Path.Combine(target, ModelFiles.ChatTemplate), chatTemplate);
    }

    /// <summary>Refuses to write an export over the folder that it is made from.</summary>
    /// <exception cref="ModelException">It is the same folder.</exception>
    public void RefuseToReplace(string output)
    {
        if (AtomicFolder.AreSame(output, folder))
        {
            throw new ModelException(
                $"'{output}' is the folder to export. Give another --out: the export would replace what it is made from.");
        }
    }

    private static TrainingReport ReadReport(string folder) =>
        JsonSerializer.Deserialize<TrainingReport>(File.ReadAllText(Require(folder, ModelFiles.TrainingReport)), ModelFiles.Json)!;

    private static string Require(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path)
            ? path
            : throw new ModelException(
                $"'{path}' is missing. Give a run's folder or an exported one. Where a run lacks it, `tm train --resume` writes it; "
                + "where another trainer's folder does, copy it from the folder that was exported for it.");
    }
}
