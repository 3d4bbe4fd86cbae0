using System.Text.Json;
using System.Text.Json.Nodes;

namespace TreasureMarkers.Data.Records;

/// <summary>One record of a file: an object with named fields, or the reason why it is none.</summary>
/// <param name="File">The file's name for people.</param>
/// <param name="Line">The line on which it begins; in files without lines (.json, .parquet) its number, from 1.</param>
/// <param name="Text">The record as it stands in the file, at most its first thousand characters; for parquet as JSON.</param>
internal sealed record SourceRecord(string File, int Line, string Text)
{
    /// <summary>How much of a broken record is kept to be recognised.</summary>
    private const int Shown = 1000;

    /// <summary>Depth 48, since a row is kept inside another object while an annotation runs, and JSON readers take 64 levels.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 48 };

    /// <summary>The fields; null when there is a <see cref="Problem"/>.</summary>
    public JsonObject? Fields { get; private init; }

    /// <summary>Why it is no record, or null.</summary>
    public string? Problem { get; private init; }

    /// <summary>A record of JSON text.</summary>
    public static SourceRecord OfJson(string file, InputLine line)
    {
        var record = new SourceRecord(file, line.Number, Beginning(line.Text));
        if (line.Problem is { } problem)
        {
            return record with { Problem = problem };
        }

        try
        {
            return record with { Fields = Parse(line.Text) };
        }
        catch (DataFormatException e)
        {
            return record with { Problem = e.Message };
        }
    }

    /// <summary>A record of fields that were read already.</summary>
    public static SourceRecord OfFields(string file, int line, JsonObject fields) =>
        new(file, line, Beginning(fields.ToJsonString(DataFolder.Json))) { Fields = fields };

    /// <summary>What stands in a record's place and is none.</summary>
    public static SourceRecord Broken(string file, int line, string text, string problem) =>
        new(file, line, Beginning(text)) { Problem = problem };

    /// <summary>Reads an object from JSON text.</summary>
    /// <exception cref="DataFormatException">The text is no JSON object, or a string of it is no text; the message says why.</exception>
    public static JsonObject Parse(string text)
    {
        try
        {
            var fields = JsonNode.Parse(text, null, Strict) as JsonObject ?? throw new DataFormatException("a JSON object is expected");
            // Written once, because strings that cannot be written are only found so.
            _ = text.Contains("\\u", StringComparison.Ordinal) ? fields.ToJsonString() : null;
            return fields;
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"not valid JSON near byte {e.BytePositionInLine + 1}: {Reason(e)}", e);
        }
        catch (InvalidOperationException e)
        {
            // Said by the JSON reader only when somebody asks for the string.
            throw new DataFormatException("a string has half of a surrogate pair", e);
        }
    }

    /// <summary>What a JSON reader found, without the place, which it counts from 0.</summary>
    internal static string Reason(JsonException e) => e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];

    private static string Beginning(string text) => text.Length <= Shown ? text
        : text[..(char.IsHighSurrogate(text[Shown - 1]) ? Shown - 1 : Shown)];
}
