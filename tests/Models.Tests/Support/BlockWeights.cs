using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>Weights as a GGUF file of mixed types has them: its matrices in blocks of every kind, by turns.</summary>
internal sealed class BlockWeights(IReadOnlyDictionary<string, QuantizedTensor> blocks, IModelWeights others) : IModelWeights
{
    // Bits, block size, and whether blocks have an offset of their own: Q4_0, Q4_1 and Q4_K, Q5_1 and Q5_K, Q6_K, Q8_0.
    private static readonly (int Bits, int Size, bool HasOffset)[] Kinds = [(4, 32, false), (4, 32, true), (5, 32, true), (6, 16, false), (8, 32, false)];

    public static BlockWeights Of(ModelConfiguration config, IModelWeights floats)
    {
        var matrices = LlamaTensors.Of(config).Where(tensor => tensor.IsMatrix).ToArray();
        return new(
            matrices.Index().ToDictionary(
                matrix => matrix.Item.Name, matrix => Round(floats.Read(matrix.Item.Name), Kinds[matrix.Index % Kinds.Length])),
            floats);
    }

    public float[] Read(string name) => ReadBlocks(name)?.Dequantize() ?? others.Read(name);

    public QuantizedTensor? ReadBlocks(string name) => blocks.GetValueOrDefault(name);

    public void Dispose()
    {
    }

    // Scales and offsets have 11 bits, as GGUF's 16-bit floats do.
    private static QuantizedTensor Round(float[] values, (int Bits, int Size, bool HasOffset) kind)
    {
        var chunks = values.Chunk(kind.Size).ToArray();
        var most = (1 << kind.Bits) - 1;
        var scales = Array.ConvertAll(chunks, chunk => (float)(Half)((kind.HasOffset ? chunk.Max() - chunk.Min() : 2 * chunk.Max(MathF.Abs)) / most));
        var offsets = chunks.Select((chunk, b) => kind.HasOffset ? (float)(Half)chunk.Min() : -(1 << (kind.Bits - 1)) * scales[b]).ToArray();
        var levels = values.Select((value, i) => (byte)Math.Clamp(MathF.Round((value - offsets[i / kind.Size]) / scales[i / kind.Size]), 0, most));
        return new QuantizedTensor(kind.Bits, kind.Size, [.. levels], scales, offsets);
    }
}
