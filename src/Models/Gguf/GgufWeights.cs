using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Gguf;

/// <summary>The weights of a GGUF file, under the names and in the order of rows that Hugging Face has; each is read when it is asked for.</summary>
internal sealed class GgufWeights : IModelWeights
{
    // Tensors beside the weights that other programs need or once needed.
    private static readonly string[] Known = [GgufLlama.RotaryFactors, "rope_freqs", "blk.*.attn_rot_embd"];
    private readonly MappedGguf _file;
    private readonly ModelConfiguration _config;
    private readonly Dictionary<string, TensorInfo> _tensors;

    /// <summary>Holds the file's tensors against the configuration.</summary>
    /// <param name="file">The file, which these weights close.</param>
    /// <param name="config">As <see cref="GgufLlama.Read"/> reads it.</param>
    /// <exception cref="ModelException">A tensor is missing, has another shape, or is not known.</exception>
    public GgufWeights(MappedGguf file, ModelConfiguration config)
    {
        (_file, _config) = (file, config);
        _tensors = LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name);
        foreach (var wanted in _tensors.Values)
        {
            TensorCheck.RequireShape(file.Path, wanted.GgufName, file.Tensors.GetValueOrDefault(wanted.GgufName)?.Shape, wanted.Shape);
        }

        TensorCheck.RefuseOthers(file.Path, file.Tensors.Keys.Except(_tensors.Values.Select(tensor => tensor.GgufName)), Known);
    }

    /// <summary>The file's general.file_type: llama.cpp's number of the type that most matrices have.</summary>
    public int FileType => _file.Metadata.GetValueOrDefault("general.file_type") is long type and >= 0 and <= int.MaxValue ? (int)type : 0;

    /// <inheritdoc/>
    public float[] Read(string name)
    {
        var tensor = Find(name);
        var values = _file.ReadFloats(_file.Find(tensor.GgufName));
        return IsReordered(tensor) ? RowOrder.Separate<float>(values, _config.HeadDim, RowLength(tensor)) : values;
    }

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name)
    {
        var tensor = Find(name);
        var blocks = _file.ReadBlocks(_file.Find(tensor.GgufName));
        if (blocks is null || !IsReordered(tensor))
        {
            return blocks;
        }

        var perRow = RowLength(tensor) / blocks.BlockSize;
        return blocks with
        {
            Levels = RowOrder.Separate<byte>(blocks.Levels, _config.HeadDim, RowLength(tensor)),
            Scales = RowOrder.Separate<float>(blocks.Scales, _config.HeadDim, perRow),
            Offsets = RowOrder.Separate<float>(blocks.Offsets, _config.HeadDim, perRow),
        };
    }

    /// <summary>A tensor as it stands in the file, for a file that is to have it unchanged.</summary>
    /// <param name="name">In Hugging Face's naming.</param>
    public GgufTensor Original(string name)
    {
        var tensor = Find(name);
        var found = _file.Find(tensor.GgufName);
        return new GgufTensor(tensor.GgufName, tensor.Shape, found.Type, target => _file.CopyTo(found, target));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static int RowLength(TensorInfo tensor) => tensor.IsMatrix ? (int)tensor.Shape[1] : 1;

    private bool IsReordered(TensorInfo tensor) => tensor.IsRotated && GgufLlama.IsInterleaved(_config);

    private TensorInfo Find(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new ModelException($"'{_file.Path}' has no weight {name}.");
}

/// <summary>
/// The two orders of a query or key matrix's rows: Hugging Face turns row i of a head with row i + size/2, llama.cpp's Llama turns row 2i
/// with row 2i + 1.
/// </summary>
internal static class RowOrder
{
    /// <summary>From Hugging Face's order to llama.cpp's.</summary>
    /// <param name="matrix">[heads * headSize, rowLength], row-major.</param>
    /// <param name="headSize">Rows per head; even.</param>
    /// <param name="rowLength">Length of a row.</param>
    public static T[] Interleave<T>(ReadOnlySpan<T> matrix, int headSize, int rowLength)
    {
        var result = new T[matrix.Length];
        for (var row = 0; row < matrix.Length / rowLength; row++)
        {
            matrix.Slice(row * rowLength, rowLength).CopyTo(result.AsSpan(Interleaved(row, headSize) * rowLength));
        }

        return result;
    }

    /// <summary>From llama.cpp's order to Hugging Face's.</summary>
    /// <inheritdoc cref="Interleave"/>
    public static T[] Separate<T>(ReadOnlySpan<T> matrix, int headSize, int rowLength)
    {
        var result = new T[matrix.Length];
        for (var row = 0; row < matrix.Length / rowLength; row++)
        {
            matrix.Slice(Interleaved(row, headSize) * rowLength, rowLength).CopyTo(result.AsSpan(row * rowLength));
        }

        return result;
    }

    private static int Interleaved(int row, int headSize)
    {
        var (within, half) = (row % headSize, headSize / 2);
        return row - within + (2 * (within % half)) + (within / half);
    }
}
