using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TreasureMarkers.Models.Weights;

/// <summary>
/// The safetensors format (an 8-byte little-endian header length, a JSON header, the numbers); fp32 and bfloat16 are written, and
/// float16 is read too. A hash of the numbers rides in the metadata, so that a damaged file is refused instead of trained on.
/// </summary>
internal static class SafeTensors
{
    private const string MetadataKey = "__metadata__";
    private const string HashKey = "sha256";
    private const int LongestHeader = 64 << 20;

    /// <summary>Writes a file so that at any moment either the old one or the whole new one is there.</summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="tensors">By name, in the order in which they are stored.</param>
    /// <param name="metadata">Texts beside the tensors.</param>
    /// <param name="type">Of all numbers in the file.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Save(
        string path,
        IReadOnlyDictionary<string, NamedTensor> tensors,
        IReadOnlyDictionary<string, string> metadata,
        SafeTensorType type = SafeTensorType.Fp32)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors.Values)
        {
            hash.AppendData(Bytes(tensor, type));
        }

        var header = Header(tensors, metadata, type, Convert.ToHexStringLower(hash.GetHashAndReset()));
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors.Values)
            {
                stream.Write(Bytes(tensor, type));
            }
        });
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="ModelException">The file is cut short, damaged or of another kind.</exception>
    public static (IReadOnlyDictionary<string, NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(string path)
    {
        try
        {
            var (tensors, metadata) = Read(path);
            return metadata.ContainsKey(HashKey) ? (tensors, metadata) : throw new InvalidDataException("it has no hash of its numbers");
        }
        catch (InvalidDataException e)
        {
            throw new ModelException(
                $"'{path}' is not a whole checkpoint of this program ({e.Message.TrimEnd('.')}). "
                + "Delete it and train again, or restore it from a copy.",
                e);
        }
    }

    /// <summary>Reads any program's file.</summary>
    /// <returns>The tensors by name, as floats.</returns>
    /// <exception cref="InvalidDataException">The file is cut short, damaged, or has numbers that are not F32, BF16 or F16.</exception>
    public static IReadOnlyDictionary<string, NamedTensor> LoadAny(string path) => Read(path).Tensors;

    private static (Dictionary<string, NamedTensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var header = ReadHeader(stream);
            var metadata = header[MetadataKey]?.Deserialize<Dictionary<string, string>>() ?? [];
            header.Remove(MetadataKey);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var tensors = new Dictionary<string, NamedTensor>();
            foreach (var (name, entry) in header.OrderBy(entry => entry.Value!["data_offsets"]![0]!.GetValue<long>()))
            {
                tensors[name] = ReadTensor(stream, entry!, hash);
            }

            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            return stream.Position == stream.Length && metadata.GetValueOrDefault(HashKey, found) == found
                ? (tensors, metadata)
                : throw new InvalidDataException("the numbers do not match their hash or their number");
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException or InvalidOperationException
            or NullReferenceException or KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static ReadOnlySpan<byte> Bytes(NamedTensor tensor, SafeTensorType type) => type == SafeTensorType.Fp32
        ? MemoryMarshal.AsBytes<float>(tensor.Values)
        : MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(tensor.Values, BFloat16.Round));

    private static byte[] Header(
        IReadOnlyDictionary<string, NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata, SafeTensorType type, string hash)
    {
        var withHash = new Dictionary<string, string>(metadata.Prepend(KeyValuePair.Create(HashKey, hash)));
        var header = new JsonObject { [MetadataKey] = JsonSerializer.SerializeToNode(withHash) };
        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var end = offset + (tensor.Values.LongLength * (type == SafeTensorType.Fp32 ? sizeof(float) : sizeof(ushort)));
            header[name] = new JsonObject
            {
                ["dtype"] = type == SafeTensorType.Fp32 ? "F32" : "BF16",
                ["shape"] = JsonSerializer.SerializeToNode(tensor.Shape),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        // The format wants the numbers aligned to 8 bytes; spaces fill the header up.
        return [.. text, .. Enumerable.Repeat((byte)' ', (8 - (text.Length % 8)) % 8)];
    }

    private static JsonObject ReadHeader(FileStream stream)
    {
        Span<byte> length = stackalloc byte[8];
        stream.ReadExactly(length);
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size is < 2 or > LongestHeader || size > stream.Length)
        {
            throw new InvalidDataException("its header has no sensible length");
        }

        var text = new byte[size];
        stream.ReadExactly(text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static NamedTensor ReadTensor(FileStream stream, JsonNode entry, IncrementalHash hash)
    {
        var shape = entry["shape"]!.Deserialize<long[]>()!;
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        return new NamedTensor(shape, entry["dtype"]!.GetValue<string>() switch
        {
            "F32" => ReadNumbers<float>(stream, count, hash),
            "BF16" => Array.ConvertAll(ReadNumbers<ushort>(stream, count, hash), BFloat16.Widen),
            "F16" => Array.ConvertAll(ReadNumbers<Half>(stream, count, hash), half => (float)half),
            var type => throw new InvalidDataException($"it has numbers of type {type}; F32, BF16 and F16 are read"),
        });
    }

    private static T[] ReadNumbers<T>(FileStream stream, long count, IncrementalHash hash)
        where T : unmanaged
    {
        if (count < 0 || count * Marshal.SizeOf<T>() > stream.Length - stream.Position)
        {
            throw new InvalidDataException("it is cut short");
        }

        var numbers = new T[count];
        var bytes = MemoryMarshal.AsBytes(numbers.AsSpan());
        stream.ReadExactly(bytes);
        hash.AppendData(bytes);
        return numbers;
    }
}

/// <summary>One fp32 tensor of a file.</summary>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Values">Row-major numbers.</param>
internal sealed record NamedTensor(long[] Shape, float[] Values);

/// <summary>The number type of a safetensors file.</summary>
internal enum SafeTensorType
{
    /// <summary>32-bit floats.</summary>
    Fp32,

    /// <summary>bfloat16: the upper half of a 32-bit float, rounded.</summary>
    Bf16,
}

/// <summary>bfloat16 as bits: the sign, the exponent and the first 7 fraction bits of a 32-bit float.</summary>
internal static class BFloat16
{
    private const ushort NotANumber = 0x7FC0;

    /// <summary>The nearest one; of two that are equally near, the even one.</summary>
    public static ushort Round(float value)
    {
        if (float.IsNaN(value))
        {
            return NotANumber;
        }

        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The same number as a 32-bit float.</summary>
    public static float Widen(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);
}
