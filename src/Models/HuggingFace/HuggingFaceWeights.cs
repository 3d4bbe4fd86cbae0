using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.HuggingFace;

/// <summary>The weights of a Hugging Face folder, in one safetensors file or in several with an index; each is read when it is asked for.</summary>
internal sealed class HuggingFaceWeights : IModelWeights
{
    /// <summary>The weights, where they are in one file.</summary>
    public const string OneFile = "model.safetensors";

    /// <summary>Which file has which weight, where there are several.</summary>
    public const string Index = OneFile + ".index.json";

    // Tensors beside the weights that older programs saved and nobody reads.
    private static readonly string[] Known = ["model.layers.*.self_attn.rotary_emb.inv_freq", "model.rotary_emb.inv_freq"];
    private readonly string _folder;
    private readonly IReadOnlyList<MappedSafeTensors> _files;
    private readonly Dictionary<string, MappedSafeTensors> _places = [];

    private HuggingFaceWeights(string folder, IReadOnlyList<MappedSafeTensors> files) => (_folder, _files) = (folder, files);

    /// <summary>Opens the files and holds them against a configuration.</summary>
    /// <exception cref="ModelException">A file or a tensor is missing, damaged, of another shape, or not known.</exception>
    public static HuggingFaceWeights Open(string folder, ModelConfiguration config)
    {
        var files = new List<MappedSafeTensors>();
        var weights = new HuggingFaceWeights(folder, files);
        try
        {
            files.AddRange(FilesOf(folder).Select(MappedSafeTensors.Open));
            weights.Check(config);
            return weights;
        }
        catch (ModelException)
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>The names of the files that a folder's weights are in.</summary>
    /// <exception cref="ModelException">There is none, or one that the index names is missing.</exception>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        var (one, index) = (Path.Combine(folder, OneFile), Path.Combine(folder, Index));
        if (!File.Exists(index))
        {
            return File.Exists(one) ? [one] : throw new ModelException(
                $"'{folder}' has neither {OneFile} nor {Index}. Save the model as safetensors "
                + "(`model.save_pretrained(folder)` of transformers does), or give a GGUF file.");
        }

        using var json = HuggingFaceJson.Open(index);
        string[] names = [.. json.TextsOf("weight_map").Distinct().Order(StringComparer.Ordinal)];
        foreach (var name in names)
        {
            if (Path.GetFileName(name) != name || !File.Exists(Path.Combine(folder, name)))
            {
                throw new ModelException($"'{folder}' lacks '{name}', one of the {names.Length} files of its weights. Download or copy it again.");
            }
        }

        return names.Length > 0 ? [.. names.Select(name => Path.Combine(folder, name))] : throw new ModelException($"'{index}' names no file.");
    }

    /// <inheritdoc/>
    public float[] Read(string name) => _places.TryGetValue(name, out var file)
        ? file.ReadFloats(name)
        : throw new ModelException($"'{_folder}' has no weight {name}.");

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private void Check(ModelConfiguration config)
    {
        foreach (var file in _files)
        {
            foreach (var name in file.Tensors.Keys)
            {
                if (!_places.TryAdd(name, file))
                {
                    throw new ModelException($"'{_folder}' has the tensor {name} in two files. Download or copy it again.");
                }
            }
        }

        var wanted = LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name);
        foreach (var tensor in wanted.Values)
        {
            var shape = _places.TryGetValue(tensor.Name, out var file) ? file.Tensors[tensor.Name].Shape : null;
            TensorCheck.RequireShape(_folder, tensor.Name, shape, tensor.Shape);
        }

        // Some trainers save the output layer beside a tied embedding; transformers does not read it either.
        string[] known = config.TieWordEmbeddings ? [.. Known, LlamaTensors.Output] : Known;
        TensorCheck.RefuseOthers(_folder, _places.Keys.Where(name => !wanted.ContainsKey(name)), known);
    }
}
