using System.Text;
using ZstdSharp;

namespace TreasureMarkers.Data.Records;

/// <summary>A line of a file that is not blank.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">Its text; the beginning alone of a line that is too long.</param>
/// <param name="Problem">Why it is no text that can be read, or null.</param>
internal sealed record InputLine(int Number, string Text, string? Problem = null);

/// <summary>Reads the lines of a file one by one, whatever bytes it holds.</summary>
internal static class InputLines
{
    /// <summary>Longer lines are no rows of a corpus but another kind of file; they would not fit in memory.</summary>
    public const int LongestLine = 16 << 20;

    private const int Shown = 1000;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines that are not blank, without their ends and without a byte order mark.</summary>
    /// <param name="path">The file; it is decompressed when its name ends in <c>.gz</c> or <c>.zst</c>.</param>
    /// <exception cref="DataFormatException">The file does not exist, or its compression is damaged.</exception>
    public static IEnumerable<InputLine> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataFormatException($"'{path}' does not exist. Give a file of JSON Lines (.jsonl or .jsonl.gz).");
        }

        using var stream = new InputFile(path, path).Open();
        foreach (var line in Read(stream, path, LongestLine))
        {
            yield return line;
        }
    }

    /// <summary>The lines of a stream, which stays open.</summary>
    /// <param name="stream">Is read from where it is.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="longest">Lines of more bytes have a <see cref="InputLine.Problem"/>.</param>
    public static IEnumerable<InputLine> Read(Stream stream, string name, int longest)
    {
        var buffer = new byte[1 << 16];
        var line = new MemoryStream();
        var (number, size) = (1, 0L);
        while (Fill(stream, buffer, name, number) is > 0 and var count)
        {
            for (var start = 0; start < count;)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', start, count - start);
                var part = buffer.AsSpan(start, (end < 0 ? count : end) - start);
                line.Write(part[..(int)Math.Min(part.Length, Math.Max(0, longest - line.Length))]);
                size += part.Length;
                start += part.Length;
                if (end < 0)
                {
                    continue;
                }

                if (Decode(line, number++, size > longest) is { } whole)
                {
                    yield return whole;
                }

                (start, size) = (start + 1, 0);
                line.SetLength(0);
            }
        }

        if (Decode(line, number, size > longest) is { } last)
        {
            yield return last;
        }
    }

    private static int Fill(Stream stream, byte[] buffer, string path, int number)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
        {
            throw new DataFormatException($"'{path}' is damaged near line {number}: {e.Message} Compress it again, or give it uncompressed.", e);
        }
    }

    private static InputLine? Decode(MemoryStream line, int number, bool isTooLong)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        bytes = number == 1 && bytes.StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
        if (isTooLong)
        {
            return new InputLine(number, Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Shown)]),
                $"the line is longer than {LongestLine >> 20} MB");
        }

        try
        {
            var text = Strict.GetString(bytes);
            return string.IsNullOrWhiteSpace(text) ? null : new InputLine(number, text.TrimEnd('\r'));
        }
        catch (DecoderFallbackException)
        {
            return new InputLine(number, Encoding.UTF8.GetString(bytes), "the line is not UTF-8");
        }
    }
}
