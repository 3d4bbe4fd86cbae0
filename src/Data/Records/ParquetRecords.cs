using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Parquet;
using Parquet.Serialization;

namespace TreasureMarkers.Data.Records;

/// <summary>Reads Parquet files by Parquet.Net, one row group in memory at a time.</summary>
internal static class ParquetRecords
{
    private const int DeepestSchema = 16;
    private const long MostRowsOfGroup = 20_000_000;
    private static readonly ParquetOptions Options = new() { TreatByteArrayAsString = true };

    /// <summary>The records.</summary>
    /// <exception cref="DataFormatException">The file is no Parquet file, damaged, or too deep.</exception>
    public static async IAsyncEnumerable<SourceRecord> ReadAsync(
        InputFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file.Path);
        RefuseOther(stream, file);
        var groups = await GuardedAsync(file, () => GroupsAsync(stream, file, cancellationToken));
        var number = 0;
        for (var group = 0; group < groups; group++)
        {
            var index = group;
            var rows = await GuardedAsync(file, async () =>
                (await ParquetSerializer.DeserializeUntypedAsync(stream, Options, index, cancellationToken)).Data);
            foreach (var row in rows)
            {
                yield return SourceRecord.OfFields(file.Name, ++number, Object(row));
            }
        }
    }

    /// <summary>The mark at both ends, and a length of the footer that the file has room for.</summary>
    private static void RefuseOther(FileStream stream, InputFile file)
    {
        Span<byte> end = stackalloc byte[8];
        Span<byte> start = stackalloc byte[4];
        if (stream.Length >= 12)
        {
            stream.ReadExactly(start);
            stream.Seek(-8, SeekOrigin.End);
            stream.ReadExactly(end);
            stream.Seek(0, SeekOrigin.Begin);
        }

        if (!start.SequenceEqual("PAR1"u8) || !end[4..].SequenceEqual("PAR1"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(end) > stream.Length - 12)
        {
            throw new DataFormatException($"'{file.Name}' is no Parquet file, or its end is missing. Get the file again.");
        }
    }

    private static async Task<int> GroupsAsync(FileStream stream, InputFile file, CancellationToken cancellationToken)
    {
        await using var reader = await ParquetReader.CreateAsync(stream, Options, leaveStreamOpen: true, cancellationToken);
        if (reader.Schema.DataFields.Any(field => field.Path.Length > DeepestSchema * 2))
        {
            throw new DataFormatException($"'{file.Name}' has fields more than {DeepestSchema} levels deep.");
        }

        // A row takes a bit at least in some column, even where all values are equal.
        return reader.RowGroups.All(group => group.RowCount is >= 0 and <= MostRowsOfGroup) ? reader.RowGroupCount
            : throw new DataFormatException($"'{file.Name}' has a row group of more than {MostRowsOfGroup} rows.");
    }

    /// <summary>A damaged file can surprise the library in any way.</summary>
    private static async Task<T> GuardedAsync<T>(InputFile file, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is not (OperationCanceledException or DataFormatException or UnauthorizedAccessException))
        {
            throw new DataFormatException(
                $"'{file.Name}' cannot be read as Parquet ({e.Message.ReplaceLineEndings(" ")}). Get the file again, or give it as JSON Lines.", e);
        }
    }

    private static JsonObject Object(IEnumerable<KeyValuePair<string, object>> row) =>
        new(row.Select(field => KeyValuePair.Create(field.Key, Node(field.Value))));

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        byte[] bytes => JsonValue.Create(Encoding.UTF8.GetString(bytes)),
        IDictionary<string, object> fields => Object(fields),
        DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        float or double => double.IsFinite(Convert.ToDouble(value)) ? JsonValue.Create(Convert.ToDouble(value)) : null,
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Node)]),
        IConvertible number when value is sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(number.ToInt64(null)),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
