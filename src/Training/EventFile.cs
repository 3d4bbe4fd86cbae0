using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TreasureMarkers.Training;

/// <summary>
/// Scalars for TensorBoard: RUN/events.out.tfevents.*. The file is of TFRecords (length, its masked CRC-32C, the data, its masked
/// CRC-32C), each a protobuf message Event (tensorflow/core/util/event.proto): wall_time = 1, step = 2, file_version = 3, summary = 5
/// with value = 1 of tag = 1 and simple_value = 2, session_log = 7.
/// </summary>
internal sealed class EventFile : IDisposable
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;
    private readonly FileStream _file;

    /// <summary>Begins a file; TensorBoard reads all of a folder's as one run.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="step">Updates made before: what earlier files say of later ones was lost with them, and TensorBoard drops it.</param>
    public EventFile(string folder, int step)
    {
        var now = DateTimeOffset.UtcNow;
        _file = new FileStream(
            Path.Combine(folder, $"events.out.tfevents.{now.ToUnixTimeMilliseconds()}.{Environment.ProcessId}"), FileMode.CreateNew, FileAccess.Write,
            FileShare.Read);
        WriteEvent(0, Field(3, Encoding.UTF8.GetBytes("brain.Event:2")));
        if (step > 0)
        {
            // SessionLog.START.
            WriteEvent(step, Field(7, [.. Tag(1, Varint), 1]));
        }
    }

    /// <summary>Appends scalars of one step; those that are no number are left out.</summary>
    public void Write(int step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new List<byte>();
        foreach (var (tag, value) in scalars.Where(scalar => double.IsFinite(scalar.Value)))
        {
            summary.AddRange(Field(1, [.. Field(1, Encoding.UTF8.GetBytes(tag)), .. Tag(2, Fixed32), .. BitConverter.GetBytes((float)value)]));
        }

        if (summary.Count > 0)
        {
            WriteEvent(step, Field(5, [.. summary]));
            _file.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>A CRC-32C as TFRecord stores it: turned and shifted, so that a file of records can be a record.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    private void WriteEvent(int step, byte[] content)
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        byte[] data = [.. Tag(1, Fixed64), .. BitConverter.GetBytes(seconds), .. Tag(2, Varint), .. Number((ulong)step), .. content];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        _file.Write([.. length, .. BitConverter.GetBytes(MaskedCrc(length)), .. data, .. BitConverter.GetBytes(MaskedCrc(data))]);
    }

    private static byte[] Field(int number, byte[] content) => [.. Tag(number, Bytes), .. Number((ulong)content.Length), .. content];

    private static byte[] Tag(int number, int type) => Number((ulong)((number << 3) | type));

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
