using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TreasureMarkers.Models.Weights;

/// <summary>
/// Writes the safetensors format (an 8-byte little-endian header length, a JSON header, the numbers), and reads it whole. A hash of the
/// numbers rides in the metadata, so that a damaged file is refused instead of trained on. <see cref="MappedSafeTensors"/> reads one
/// tensor at a time.
/// </summary>
internal static class SafeTensors
{
    /// <summary>The key of the metadata that has the SHA-256 of all numbers.</summary>
    public const string HashKey = "sha256";

    // Numbers that are converted at once.
    private const int Chunk = 1 << 20;

    /// <summary>Writes tensors that are in memory.</summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="tensors">By name, in the order in which they are stored.</param>
    /// <param name="metadata">Texts beside the tensors.</param>
    /// <param name="type">Of all numbers in the file.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Save(
        string path,
        IReadOnlyDictionary<string, NamedTensor> tensors,
        IReadOnlyDictionary<string, string> metadata,
        SafeTensorType type = SafeTensorType.Fp32) =>
        Save(path, [.. tensors.Select(tensor => (tensor.Key, tensor.Value.Shape))], name => tensors[name].Values, metadata, type);

    /// <summary>
    /// Writes a file so that at any moment either the old one or the whole new one is there. Each tensor is asked for once, when its turn
    /// has come.
    /// </summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="tensors">Names and sizes, in the order in which they are stored.</param>
    /// <param name="read">Gives a tensor's row-major numbers.</param>
    /// <param name="metadata">Texts beside the tensors.</param>
    /// <param name="type">Of all numbers in the file.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Save(
        string path,
        IReadOnlyCollection<(string Name, long[] Shape)> tensors,
        Func<string, float[]> read,
        IReadOnlyDictionary<string, string> metadata,
        SafeTensorType type)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AtomicFile.Write(path, stream =>
        {
            // The hash is known behind the numbers; until then its digits are zeros.
            WriteHeader(stream, Header(tensors, metadata, type, new string('0', 2 * SHA256.HashSizeInBytes)));
            foreach (var (name, _) in tensors)
            {
                var values = read(name);
                for (var at = 0; at < values.Length; at += Chunk)
                {
                    var bytes = Bytes(values.AsSpan(at, Math.Min(Chunk, values.Length - at)), type);
                    hash.AppendData(bytes);
                    stream.Write(bytes);
                }
            }

            stream.Position = 0;
            WriteHeader(stream, Header(tensors, metadata, type, Convert.ToHexStringLower(hash.GetHashAndReset())));
        });
    }

    /// <summary>Reads a file that <see cref="Save(string, IReadOnlyDictionary{string, NamedTensor}, IReadOnlyDictionary{string, string}, SafeTensorType)"/> wrote.</summary>
    /// <exception cref="ModelException">The file is cut short, damaged or of another kind.</exception>
    public static (IReadOnlyDictionary<string, NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(string path)
    {
        try
        {
            using var file = MappedSafeTensors.Open(path);
            return file.Metadata.ContainsKey(HashKey)
                ? (file.Tensors.ToDictionary(tensor => tensor.Key, tensor => new NamedTensor(tensor.Value.Shape, file.ReadFloats(tensor.Key))), file.Metadata)
                : throw new ModelException($"'{path}' has no hash of its numbers.");
        }
        catch (ModelException e)
        {
            throw new ModelException(
                $"'{path}' is not a whole checkpoint of this program ({e.Message.TrimEnd('.')}). Delete it and train again, or restore it from a copy.", e);
        }
    }

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<float> values, SafeTensorType type)
    {
        if (type == SafeTensorType.Fp32)
        {
            return MemoryMarshal.AsBytes(values);
        }

        var rounded = new ushort[values.Length];
        BFloat16.Round(values, rounded);
        return MemoryMarshal.AsBytes<ushort>(rounded);
    }

    private static void WriteHeader(Stream stream, byte[] header)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
    }

    private static byte[] Header(
        IEnumerable<(string Name, long[] Shape)> tensors, IReadOnlyDictionary<string, string> metadata, SafeTensorType type, string hash)
    {
        var withHash = new Dictionary<string, string>(metadata.Prepend(KeyValuePair.Create(HashKey, hash)));
        var header = new JsonObject { [MappedSafeTensors.MetadataKey] = JsonSerializer.SerializeToNode(withHash) };
        var offset = 0L;
        foreach (var (name, shape) in tensors)
        {
            var count = shape.Aggregate(1L, (product, size) => product * size);
            var end = offset + (count * (type == SafeTensorType.Fp32 ? sizeof(float) : sizeof(ushort)));
            header[name] = new JsonObject
            {
                ["dtype"] = type == SafeTensorType.Fp32 ? "F32" : "BF16",
                ["shape"] = JsonSerializer.SerializeToNode(shape),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        // The format wants the numbers aligned to 8 bytes; spaces fill the header up.
        return [.. text, .. Enumerable.Repeat((byte)' ', (8 - (text.Length % 8)) % 8)];
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
