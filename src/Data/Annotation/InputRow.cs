using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Annotation;

/// <summary>A user's row: all of its fields, and what of them is measured.</summary>
/// <param name="Fields">The whole row.</param>
/// <param name="Prompt">The last user message before the answer; empty when there is none.</param>
/// <param name="Answer">The last assistant message; null when it is calls of functions, which are no text.</param>
/// <param name="Markers">The markers that the row has already.</param>
internal sealed record InputRow(JsonObject Fields, string Prompt, string? Answer, MarkerSet Markers)
{
    // The row is kept inside another object while the run goes on, and JSON readers take 64 levels.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 48 };

    /// <summary>Reads a row from its line.</summary>
    /// <exception cref="DataFormatException">It is no row; the message says why.</exception>
    /// <exception cref="MarkerException">It has a marker that the taxonomy does not allow.</exception>
    public static InputRow Parse(string text, MarkerTaxonomy taxonomy)
    {
        try
        {
            var fields = JsonNode.Parse(text, null, Strict) as JsonObject ?? throw new DataFormatException("a JSON object is expected");
            // Written once, because strings that cannot be written are only found so.
            _ = text.Contains("\\u", StringComparison.Ordinal) ? fields.ToJsonString() : null;
            var (prompt, answer) = fields.ContainsKey("messages") ? Conversation(fields["messages"]) : Completion(fields);
            return answer is not null && string.IsNullOrWhiteSpace(answer)
                ? throw new DataFormatException("the answer is empty")
                : new InputRow(fields, prompt, answer, MarkerSet.Create(taxonomy, Marked(fields["markers"])));
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"not valid JSON near byte {e.BytePositionInLine + 1}: {e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0]}", e);
        }
        catch (InvalidOperationException e)
        {
            // Said by the JSON reader only when somebody asks for the string.
            throw new DataFormatException("a string has half of a surrogate pair", e);
        }
    }

    private static (string Prompt, string? Answer) Completion(JsonObject fields) =>
        fields.ContainsKey("prompt") && fields.ContainsKey("completion")
            ? (Text(fields["prompt"], "prompt"), Text(fields["completion"], "completion"))
            : throw new DataFormatException("neither 'messages' nor 'prompt' and 'completion' are there");

    private static (string Prompt, string? Answer) Conversation(JsonNode? messages)
    {
        if (messages is not JsonArray turns)
        {
            throw new DataFormatException("'messages' must be a list");
        }

        var read = turns.Select(Turn).ToList();
        var answered = read.FindLastIndex(m => m.Role == "assistant");
        if (answered < 0)
        {
            throw new DataFormatException("no message has the role assistant");
        }

        return (read[..answered].FindLast(m => m.Role == "user").Content ?? "", read[answered].Content);
    }

    private static (string Role, string? Content) Turn(JsonNode? message)
    {
        var turn = message as JsonObject ?? throw new DataFormatException("a message must be an object with role and content");
        var role = Text(turn["role"], "role");
        var calls = (turn["tool_calls"] ?? turn["toolCalls"]) is JsonArray { Count: > 0 };
        return (role, calls ? null : Text(turn["content"], "content"));
    }

    private static IEnumerable<KeyValuePair<string, string>> Marked(JsonNode? markers) => markers switch
    {
        null => [],
        JsonObject named => named.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, Value(m.Key, m.Value!))),
        _ => throw new DataFormatException("'markers' must be an object of categories and values"),
    };

    private static string Value(string name, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.ToJsonString(),
        _ => throw new DataFormatException($"marker '{name}' must be a string or a number"),
    };

    private static string Text(JsonNode? value, string name) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
            : throw new DataFormatException($"'{name}' must be a string");
}

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
    /// <param name="path">The file; it is decompressed when its name ends in <c>.gz</c>.</param>
    /// <exception cref="DataFormatException">The file does not exist, or its compression is damaged.</exception>
    public static IEnumerable<InputLine> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataFormatException($"'{path}' does not exist. Give a file of JSON Lines (.jsonl or .jsonl.gz).");
        }

        using var stream = Open(path);
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

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static int Fill(Stream stream, byte[] buffer, string path, int number)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (InvalidDataException e)
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
