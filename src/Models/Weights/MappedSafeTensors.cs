using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace TreasureMarkers.Models.Weights;

/// <summary>
/// A safetensors file of any program: the header is read at once, a tensor's numbers on demand. Lengths in the header are held against the
/// file's size. Safe to read from several threads.
/// </summary>
internal sealed class MappedSafeTensors : IDisposable
{
    /// <summary>The header's entry that is no tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private const int LongestHeader = 100_000_000;
    private static readonly Dictionary<string, int> Sizes = new() { ["F32"] = 4, ["BF16"] = 2, ["F16"] = 2 };
    private readonly MappedFile _file;
    private readonly Dictionary<string, MappedTensor> _tensors = [];
    private readonly Dictionary<string, string> _metadata = [];

    private MappedSafeTensors(MappedFile file) => _file = file;

    /// <summary>The file's path, as the caller gave it.</summary>
    public string Path => _file.Path;

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, MappedTensor> Tensors => _tensors;

    /// <summary>Texts beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Opens a file; one with our hash is held against it.</summary>
    /// <exception cref="ModelException">It is missing, cut short, damaged, or has numbers that are not F32, BF16 or F16.</exception>
    public static MappedSafeTensors Open(string path)
    {
        var opened = new MappedSafeTensors(MappedFile.Open(path));
        try
        {
            opened.ReadHeader();
            return opened;
        }
        catch (Exception e)
        {
            opened.Dispose();
            if (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException
                or OverflowException or IndexOutOfRangeException)
            {
                throw new ModelException($"'{path}' is no whole safetensors file: its header is damaged. Download or copy it again.", e);
            }

            throw;
        }
    }

    /// <summary>A tensor's numbers, row-major, in fp32.</summary>
    /// <exception cref="ModelException">There is none of that name.</exception>
    public float[] ReadFloats(string name)
    {
        var tensor = _tensors.GetValueOrDefault(name) ?? throw new ModelException($"'{Path}' has no tensor {name}.");
        var size = Sizes[tensor.Type];
        var values = new float[tensor.Bytes / size];
        _file.Read(tensor.Offset, tensor.Bytes, size, (at, part) =>
        {
            var target = values.AsSpan((int)(at / size), part.Length / size);
            switch (tensor.Type)
            {
                case "F32":
                    part.CopyTo(MemoryMarshal.AsBytes(target));
                    break;
                case "F16":
                    HalfFloat.Widen(MemoryMarshal.Cast<byte, Half>(part), target);
                    break;
                default:
                    BFloat16.Widen(MemoryMarshal.Cast<byte, ushort>(part), target);
                    break;
            }
        });
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadHeader()
    {
        var length = 0L;
        _file.Read(0, Math.Min(8, _file.Length), unit: 1, (_, part) => length = part.Length == 8 ? BinaryPrimitives.ReadInt64LittleEndian(part) : 0);
        if (length is < 2 or > LongestHeader || length > _file.Length - 8)
        {
            throw Damaged("its header has no sensible length");
        }

        var text = new byte[length];
        _file.Read(8, length, unit: 1, (at, part) => part.CopyTo(text.AsSpan((int)at)));
        using var header = JsonDocument.Parse(text);
        var start = 8 + length;
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == MetadataKey)
            {
                foreach (var pair in entry.Value.EnumerateObject())
                {
                    _metadata[pair.Name] = pair.Value.GetString() ?? "";
                }
            }
            else if (!_tensors.TryAdd(entry.Name, Read(entry.Name, entry.Value, start)))
            {
                throw Damaged($"it has the tensor '{entry.Name}' twice");
            }
        }

        var end = _tensors.Values.Select(tensor => tensor.Offset + tensor.Bytes).Append(start).Max();
        if (end != _file.Length)
        {
            throw Damaged($"its tensors end at byte {end}, and it has {_file.Length}");
        }

        if (_metadata.TryGetValue(SafeTensors.HashKey, out var wanted) && wanted != Hash(start))
        {
            throw Damaged("its numbers do not match their hash");
        }
    }

    private MappedTensor Read(string name, JsonElement entry, long start)
    {
        var type = entry.GetProperty("dtype").GetString() ?? "";
        if (!Sizes.TryGetValue(type, out var size))
        {
            throw new ModelException($"'{Path}' has numbers of type {type} in {name}; F32, BF16 and F16 are read.");
        }

        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(one => one.GetInt64())];
        var offsets = entry.GetProperty("data_offsets");
        var (from, to) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var count = shape.Aggregate(1L, (product, one) => checked(product * (one >= 0 ? one : throw Damaged($"{name} has a size below 0"))));
        if (count > Array.MaxLength)
        {
            throw Damaged($"{name} has {count} numbers, more than can be read");
        }

        return from >= 0 && to >= from && to - from == count * size && to <= _file.Length - start
            ? new MappedTensor(shape, type, start + from, to - from)
            : throw Damaged($"it is cut short, or {name} is not where it should be");
    }

    private string Hash(long start)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _file.Read(start, _file.Length - start, unit: 1, (_, part) => hash.AppendData(part));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private ModelException Damaged(string why) => new($"'{Path}' is no whole safetensors file: {why}. Download or copy it again.");
}

/// <summary>A tensor of a safetensors file.</summary>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Type">F32, BF16 or F16.</param>
/// <param name="Offset">Where its numbers begin in the file.</param>
/// <param name="Bytes">How long they are there.</param>
internal sealed record MappedTensor(long[] Shape, string Type, long Offset, long Bytes);
