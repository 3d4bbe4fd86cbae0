using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>
/// The finished lines of a run, in order, behind a line with its key. Each is written as soon as it is done, so a run that
/// was killed goes on after the last whole one.
/// </summary>
internal sealed class ProgressFile : IDisposable
{
    private readonly FileStream _file;

    private ProgressFile(FileStream file, int last, int count) => (_file, Last, Count) = (file, last, count);

    /// <summary>The number of the last input line that is done; 0 for none.</summary>
    public int Last { get; private set; }

    /// <summary>How many lines are done.</summary>
    public int Count { get; private set; }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="CommandException">It belongs to another input or other options, or another process is writing it.</exception>
    public static ProgressFile Open(string path, ProgressKey key)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new CommandException($"'{path}' cannot be opened; another process may be annotating into it: {e.Message}", e);
        }

        try
        {
            return Continue(file, path, key);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The finished lines of a file.</summary>
    public static IEnumerable<AnnotatedLine> Read(string path)
    {
        using var file = File.OpenRead(path);
        foreach (var line in Lines(file).Skip(1))
        {
            yield return Parse(line);
        }
    }

    /// <summary>Adds a finished line.</summary>
    public void Append(AnnotatedLine line)
    {
        Write(line);
        (Last, Count) = (line.Number, Count + 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ProgressFile Continue(FileStream file, string path, ProgressKey key)
    {
        file.SetLength(WholeLines(file));
        file.Seek(0, SeekOrigin.Begin);
        using var lines = Lines(file).GetEnumerator();
        var head = lines.MoveNext() ? lines.Current.Text : null;
        var (last, count) = (0, 0);
        while (lines.MoveNext())
        {
            (last, count) = (Parse(lines.Current).Number, count + 1);
        }

        if (count == 0)
        {
            // Nothing to lose: a first try with a wrong address must not stand in the way of the right one.
            file.SetLength(0);
            var fresh = new ProgressFile(file, 0, 0);
            fresh.Write(key);
            return fresh;
        }

        var differences = JsonSerializer.Deserialize<ProgressKey>(head!, DataFolder.Json)!.Differences(key);
        if (differences.Count > 0)
        {
            throw new CommandException($"'{path}' holds the rows of a run that was stopped, but {string.Join(", ", differences)}. Run that command again to go on with it, or delete the file to start anew.");
        }

        file.Seek(0, SeekOrigin.End);
        return new ProgressFile(file, last, count);
    }

    /// <summary>The bytes up to the last end of a line: a process that was killed may have left half of one behind it.</summary>
    private static long WholeLines(FileStream file)
    {
        for (var position = file.Length; position > 0; position--)
        {
            file.Seek(position - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
            {
                return position;
            }
        }

        return 0;
    }

    /// <summary>A finished line is longer than its input line, so no length is too much.</summary>
    private static IEnumerable<InputLine> Lines(FileStream file) => InputLines.Read(file, file.Name, int.MaxValue);

    private static AnnotatedLine Parse(InputLine line) => JsonSerializer.Deserialize<AnnotatedLine>(line.Text, DataFolder.Json)!;

    private void Write<T>(T line)
    {
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, DataFolder.Json), (byte)'\n']);
        _file.Flush();
    }
}

/// <summary>What decides what the finished rows are: with an equal key, a run that was stopped can go on.</summary>
/// <param name="Input">A hash of the input file.</param>
/// <param name="Server">The model's address, or null.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="Lang">The language of short answers, or null.</param>
/// <param name="Program">A hash of this program.</param>
internal sealed record ProgressKey(string Input, string? Server, string? Model, string? Lang, string Program)
{
    /// <summary>The key of a run; it reads the whole input.</summary>
    /// <exception cref="DataFormatException">The input does not exist.</exception>
    public static async Task<ProgressKey> OfAsync(AnnotationOptions options, IChatClient? client, CancellationToken cancellationToken)
    {
        var input = options.Input;
        if (!File.Exists(input))
        {
            throw new DataFormatException($"'{input}' does not exist. Give a file of JSON Lines (.jsonl or .jsonl.gz).");
        }

        await using var file = File.OpenRead(input);
        var model = client?.GetService<ChatClientMetadata>();
        return new ProgressKey(
            Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)),
            // Without a password that the address may hold.
            model?.ProviderUri?.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped),
            model?.DefaultModelId,
            options.Lang,
            StableHash.Id(StableHash.OfModule(typeof(ProgressKey)), StableHash.OfModule(typeof(MarkerTaxonomy))));
    }

    /// <summary>What is different in another key, in words; empty when they are equal.</summary>
    public IReadOnlyList<string> Differences(ProgressKey now) =>
    [
        .. Input == now.Input ? Array.Empty<string>() : ["the input has changed"],
        .. Server == now.Server ? Array.Empty<string>() : [$"--llm was {Server ?? "not given"}"],
        .. Model == now.Model ? Array.Empty<string>() : [$"--model was {Model ?? "not given"}"],
        .. Lang == now.Lang ? Array.Empty<string>() : [$"--lang was {Lang ?? "not given"}"],
        .. Program == now.Program ? Array.Empty<string>() : ["another version of this program made it"],
    ];
}
