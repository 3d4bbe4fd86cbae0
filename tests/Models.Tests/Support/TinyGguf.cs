using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>A plain reader of the real GGUF file, independent of the product's: Q4_1, Q8_0 and F32, all in memory.</summary>
internal sealed class TinyGguf : IModelWeights
{
    private readonly byte[] _bytes;
    private readonly Dictionary<string, (int Type, long Offset)> _places = [];
    private readonly IReadOnlyDictionary<string, TensorInfo> _tensors;
    private readonly ModelConfiguration _config;
    private long _at = 8;

    private TinyGguf(byte[] bytes, ModelConfiguration config)
    {
        (_bytes, _config, _tensors) = (bytes, config, LlamaTensors.Of(config).ToDictionary(tensor => tensor.Name));
        var (tensors, fields) = (Long(), Long());
        for (var i = 0L; i < fields; i++)
        {
            Text();
            Skip(Int());
        }

        for (var i = 0L; i < tensors; i++)
        {
            var name = Text();
            var dimensions = Int();
            _at += 8 * dimensions;
            _places[name] = (Int(), Long());
        }

        var data = (_at + 31) / 32 * 32;
        foreach (var (name, place) in _places.ToArray())
        {
            _places[name] = (place.Type, data + place.Offset);
        }
    }

    public static TinyGguf Open(string path, ModelConfiguration config) => new(File.ReadAllBytes(path), config);

    public float[] Read(string name) => _places[_tensors[name].GgufName] is (0, var offset)
        ? MemoryMarshal.Cast<byte, float>(_bytes.AsSpan((int)offset, (int)_tensors[name].Count * 4)).ToArray()
        : ReadBlocks(name)!.Dequantize();

    public QuantizedTensor? ReadBlocks(string name)
    {
        var tensor = _tensors[name];
        var (type, offset) = _places[tensor.GgufName];
        if (type == 0)
        {
            return null;
        }

        var (bits, bytes) = type == 3 ? (4, 20) : type == 8 ? (8, 34) : throw new NotSupportedException($"type {type}");
        var blocksPerRow = tensor.Shape[1] / 32;
        var (levels, scales, offsets) = (new byte[tensor.Count], new float[tensor.Count / 32], new float[tensor.Count / 32]);
        for (var row = 0; row < tensor.Shape[0]; row++)
        {
            for (var b = 0; b < blocksPerRow; b++)
            {
                var block = _bytes.AsSpan((int)(offset + (((Stored(tensor, row) * blocksPerRow) + b) * bytes)), bytes);
                var target = (row * blocksPerRow) + b;
                scales[target] = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
                offsets[target] = type == 3 ? (float)BinaryPrimitives.ReadHalfLittleEndian(block[2..]) : -128 * scales[target];
                for (var i = 0; i < 32; i++)
                {
                    levels[(target * 32) + i] = type == 3
                        ? (byte)((block[4 + (i % 16)] >> (i / 16 * 4)) & 15)
                        : (byte)((sbyte)block[2 + i] + 128);
                }
            }
        }

        return new QuantizedTensor(bits, 32, levels, scales, offsets);
    }

    public void Dispose()
    {
    }

    // llama.cpp turns neighbouring components of a head, Hugging Face those half a head apart.
    private long Stored(TensorInfo tensor, int row)
    {
        if (!tensor.IsRotated)
        {
            return row;
        }

        var (half, i) = (_config.HeadDim / 2, row % _config.HeadDim);
        return row - i + (2 * (i % half)) + (i / half);
    }

    private int Int() => BitConverter.ToInt32(_bytes, (int)(_at += 4) - 4);

    private long Long() => BitConverter.ToInt64(_bytes, (int)(_at += 8) - 8);

    private string Text()
    {
        var length = (int)Long();
        return Encoding.UTF8.GetString(_bytes, (int)(_at += length) - length, length);
    }

    private void Skip(int type)
    {
        if (type == 8)
        {
            Text();
        }
        else if (type == 9)
        {
            var item = Int();
            for (var count = Long(); count > 0; count--)
            {
                Skip(item);
            }
        }
        else
        {
            _at += type switch { 0 or 1 or 7 => 1, 2 or 3 => 2, 4 or 5 or 6 => 4, _ => 8 };
        }
    }
}
