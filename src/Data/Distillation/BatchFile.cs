using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace TreasureMarkers.Data.Distillation;

/// <summary>
/// A file of gzip'd JSON Lines that grows by whole batches, each a gzip member of its own, which any reader of gzip takes as one text. A
/// process that was killed leaves at most a part of one behind, which the next one cuts off.
/// </summary>
/// <typeparam name="T">What a line holds.</typeparam>
internal sealed class BatchFile<T>
    where T : class
{
    private readonly string _path;
    private readonly List<T> _items;

    private BatchFile(string path, List<T> items) => (_path, _items) = (path, items);

    /// <summary>All that was written, in its order.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Opens a file, or begins one.</summary>
    /// <exception cref="DataFormatException">A line before the last is none of this kind.</exception>
    public static async Task<BatchFile<T>> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        if (File.Exists(path))
        {
            var (lines, isWhole) = await LinesAsync(path, cancellationToken);
            items.AddRange(lines.Select((line, i) => Parse(line, path, i + 1)));
            if (!isWhole)
            {
                await DataFolder.WriteLinesAsync(path, lines.Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line)), cancellationToken);
            }
        }

        return new BatchFile<T>(path, items);
    }

    /// <summary>Adds a batch. It is on the disk when this returns.</summary>
    public void Append(IReadOnlyCollection<T> batch)
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (var item in batch)
            {
                gzip.Write(JsonSerializer.SerializeToUtf8Bytes(item, DataFolder.Json));
                gzip.WriteByte((byte)'\n');
            }
        }

        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(member.GetBuffer().AsSpan(0, (int)member.Length));
        file.Flush(flushToDisk: true);
        _items.AddRange(batch);
    }

    private static async Task<(List<string> Lines, bool IsWhole)> LinesAsync(string path, CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        var isWhole = true;
        await using var file = File.OpenRead(path);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        try
        {
            await gzip.CopyToAsync(text, cancellationToken);
        }
        catch (InvalidDataException)
        {
            isWhole = false;
        }

        var all = Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        var end = all.LastIndexOf('\n') + 1;
        return ([.. all[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)], isWhole && end == all.Length);
    }

    private static T Parse(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Strict) ?? throw new DataFormatException($"'{path}' line {number} is null.");
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"'{path}' line {number} is not what `tm data distill` writes: {e.Message} Move the file away to begin anew.", e);
        }
    }

    private static JsonSerializerOptions Strict { get; } = new(DataFolder.Json) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
}
