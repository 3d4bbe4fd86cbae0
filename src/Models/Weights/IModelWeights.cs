namespace TreasureMarkers.Models.Weights;

/// <summary>
/// The weights of a model, wherever they are: in memory, or in files that are mapped and read one tensor at a time, so that nobody
/// needs to hold a whole model. Names, shapes and order of rows are those of <see cref="LlamaTensors"/>, whatever the file's own.
/// Safe to read from several threads.
/// </summary>
internal interface IModelWeights : IDisposable
{
    /// <summary>A tensor's numbers, row-major, in fp32; the caller may keep and change them.</summary>
    /// <exception cref="ModelException">There is no such tensor, or its file cannot be read.</exception>
    float[] Read(string name);

    /// <summary>
    /// A matrix in the blocks in which its file keeps it, so that it can be taken over without rounding it again.
    /// </summary>
    /// <returns>Null when the file keeps it as floats.</returns>
    /// <exception cref="ModelException">There is no such tensor, or its file cannot be read.</exception>
    QuantizedTensor? ReadBlocks(string name);
}

/// <summary>
/// A matrix in blocks along its rows: weight i is Scales[i / BlockSize] · Levels[i] + Offsets[i / BlockSize]. Every format of GGUF that
/// is imported, and our own, can be said so without loss: Q4_0 as 4 bits with offset −8·scale, Q8_0 as 8 bits with offset −128·scale,
/// Q4_1 and Q4_K as 4 bits with an offset of their own, Q6_K as 6 bits in blocks of 16.
/// </summary>
/// <param name="Bits">Levels are below 2 to this power.</param>
/// <param name="BlockSize">Weights that share a scale and an offset: 16 or 32; divides the row's length.</param>
/// <param name="Levels">One byte per weight, row-major.</param>
/// <param name="Scales">One per block.</param>
/// <param name="Offsets">One per block: what a level of 0 stands for.</param>
internal sealed record QuantizedTensor(int Bits, int BlockSize, byte[] Levels, float[] Scales, float[] Offsets)
{
    /// <summary>The weights in fp32.</summary>
    public float[] Dequantize()
    {
        var values = new float[Levels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var block = i / BlockSize;
            values[i] = (Scales[block] * Levels[i]) + Offsets[block];
        }

        return values;
    }
}

/// <summary>Weights in memory.</summary>
/// <param name="weights">Row-major values by name.</param>
internal sealed class MemoryWeights(IReadOnlyDictionary<string, float[]> weights) : IModelWeights
{
    /// <inheritdoc/>
    public float[] Read(string name) => weights.TryGetValue(name, out var values)
        ? [.. values]
        : throw new ModelException($"The weight '{name}' is missing.");

    /// <inheritdoc/>
    public QuantizedTensor? ReadBlocks(string name) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
