using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZstdSharp;

namespace TreasureMarkers.Data.Records;

/// <summary>Reads the records of a file, one by one, by the kind that its name says.</summary>
internal static class RecordReader
{
    /// <summary>A JSON file that is one object is read whole, so it may be no larger, decompressed.</summary>
    private const int LargestObject = 256 << 20;

    /// <summary>The names under which an object keeps its rows, where it has several lists.</summary>
    private static readonly string[] Lists = ["rows", "data", "train", "examples", "instances", "items", "records"];

    /// <summary>The records in the file's order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file as a whole cannot be read: it is damaged, or of another kind than its name says.</exception>
    public static async IAsyncEnumerable<SourceRecord> ReadAsync(
        InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = file.Kind switch
        {
            ".csv" or ".tsv" => CsvRecords.ReadAsync(file, cancellationToken),
            ".parquet" => ParquetRecords.ReadAsync(file, cancellationToken),
            ".json" => JsonAsync(file, cancellationToken),
            _ => LinesAsync(file, cancellationToken),
        };
        await using var next = records.GetAsyncEnumerator(cancellationToken);
        for (var number = 0; ; number++)
        {
            try
            {
                if (!await next.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
            {
                throw new DataFormatException($"'{file.Name}' is damaged behind row {number}: {e.Message} Get the file again.", e);
            }
            catch (DecoderFallbackException e)
            {
                throw new DataFormatException($"'{file.Name}' is not UTF-8 behind row {number}. Save it as UTF-8.", e);
            }

            yield return next.Current;
        }
    }

    private static async IAsyncEnumerable<SourceRecord> LinesAsync(
        InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        await using var stream = file.Open();
        foreach (var line in InputLines.Read(stream, file.Name, InputLines.LongestLine))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return SourceRecord.OfJson(file.Name, line);
        }
    }

    /// <summary>A list, an object with a list, or JSON Lines under the other name, as many tools write them.</summary>
    private static async IAsyncEnumerable<SourceRecord> JsonAsync(
        InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = await FirstAsync(file, cancellationToken) switch
        {
            '[' => ListAsync(file, cancellationToken),
            '{' => IsLines(file) ? LinesAsync(file, cancellationToken) : ObjectAsync(file, cancellationToken),
            _ => throw new DataFormatException($"'{file.Name}' is no JSON list or object."),
        };
        await foreach (var record in records)
        {
            yield return record;
        }
    }

    private static async IAsyncEnumerable<SourceRecord> ListAsync(
        InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = file.Open();
        await using var next = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream, cancellationToken: cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        for (var number = 1; ; number++)
        {
            try
            {
                if (!await next.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (JsonException e)
            {
                throw new DataFormatException(
                    $"'{file.Name}' is not valid JSON behind row {number - 1}: {SourceRecord.Reason(e)} Mend it, or give JSON Lines (one "
                    + "object a line), where what follows a broken row can be read.", e);
            }

            yield return SourceRecord.OfJson(file.Name, new InputLine(number, next.Current.GetRawText()));
        }
    }

    private static async IAsyncEnumerable<SourceRecord> ObjectAsync(
        InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = await WholeAsync(file, cancellationToken);
        JsonObject whole;
        try
        {
            whole = SourceRecord.Parse(text);
        }
        catch (DataFormatException e)
        {
            throw new DataFormatException($"'{file.Name}' is {e.Message}", e);
        }

        var rows = RowShapes.IsRow(whole) ? [whole] : RowsOf(whole, file.Name);
        var number = 0;
        foreach (var row in rows)
        {
            number++;
            // The hub's viewer wraps each row: { "row_idx": 0, "row": { … } }.
            yield return row is JsonObject fields ? SourceRecord.OfFields(file.Name, number, fields["row"] as JsonObject ?? fields)
                : SourceRecord.Broken(file.Name, number, row?.ToJsonString(DataFolder.Json) ?? "null", "a JSON object is expected");
        }
    }

    private static IEnumerable<JsonNode?> RowsOf(JsonObject whole, string name)
    {
        var lists = whole.Where(field => field.Value is JsonArray { Count: > 0 } list && list.All(row => row is JsonObject)).ToList();
        var chosen = lists.Count == 1 ? lists[0].Key : Lists.FirstOrDefault(list => lists.Exists(field => field.Key == list));
        return chosen is not null ? (JsonArray)whole[chosen]!
            : throw new DataFormatException(
                $"'{name}' is one object that neither is a row nor holds one list of rows. Allowed: a list of objects, or an object with "
                + $"one such list (of several, the first of {string.Join(", ", Lists)}).");
    }

    private static async Task<string> WholeAsync(InputFile file, CancellationToken cancellationToken)
    {
        await using var stream = file.Open();
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var text = new StringBuilder();
        var buffer = new char[1 << 16];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
            if (text.Length > LargestObject)
            {
                throw new DataFormatException(
                    $"'{file.Name}' is one JSON object of more than {LargestObject >> 20} MB. Give its rows as JSON Lines, one object a line.");
            }
        }

        return text.ToString();
    }

    /// <summary>The first character that is not white space; 0 when there is none.</summary>
    private static async Task<char> FirstAsync(InputFile file, CancellationToken cancellationToken)
    {
        await using var stream = file.Open();
        using var reader = new StreamReader(stream);
        var buffer = new char[256];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            var at = Array.FindIndex(buffer, 0, count, c => !char.IsWhiteSpace(c));
            if (at >= 0)
            {
                return buffer[at];
            }
        }

        return '\0';
    }

    /// <summary>Whether the first line alone is an object, and another line follows or the object is a row.</summary>
    private static bool IsLines(InputFile file)
    {
        using var stream = file.Open();
        var first = InputLines.Read(stream, file.Name, InputLines.LongestLine).Take(2).ToList();
        return SourceRecord.OfJson(file.Name, first[0]).Fields is { } fields && (first.Count > 1 || RowShapes.IsRow(fields));
    }
}
