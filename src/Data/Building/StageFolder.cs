using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// What the sources gave so far, on disk in the output folder: memory stays small, and a build that was stopped goes on
/// after its last whole source. It is deleted when the build is done.
/// </summary>
/// <param name="outputFolder">The data folder.</param>
internal sealed class StageFolder(string outputFolder)
{
    private readonly string _root = Path.Combine(outputFolder, ".building");

    /// <summary>The note of a source that was staged whole with this key, or null.</summary>
    public StagedSource? Find(string source, string key)
    {
        var path = NotePath(source);
        var note = File.Exists(path) ? JsonSerializer.Deserialize<StagedSource>(File.ReadAllBytes(path), DataFolder.Json) : null;
        return note?.Key == key ? note : null;
    }

    /// <summary>Opens a source's stage for writing; what an earlier try left is replaced.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="cap">The most rows of a kind that a language keeps.</param>
    /// <param name="mostTokens">Rows above so many estimated tokens are left out.</param>
    public StageWriter Open(string source, Func<string, string, int> cap, int mostTokens)
    {
        Directory.CreateDirectory(_root);
        File.Delete(NotePath(source));
        return new StageWriter(File.Create(TextsPath(source)), File.Create(RowsPath(source)), cap, mostTokens);
    }

    /// <summary>Declares a source's stage whole.</summary>
    public Task CompleteAsync(string source, StagedSource note, CancellationToken cancellationToken) =>
        AtomicFile.WriteAsync(NotePath(source), file => JsonSerializer.SerializeAsync(file, note, DataFolder.Json, cancellationToken));

    /// <summary>The rows of a source, in the order in which they were staged.</summary>
    public IEnumerable<RowDraft> Rows(string source) => Read<RowDraft>(RowsPath(source));

    /// <summary>The texts of a source, in the order in which they were staged.</summary>
    public IEnumerable<TextDraft> Texts(string source) => Read<TextDraft>(TextsPath(source));

    /// <summary>Deletes everything.</summary>
    public void Delete()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    private static IEnumerable<T> Read<T>(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8, false, 1 << 16);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonSerializer.Deserialize<T>(line, DataFolder.Json)!;
        }
    }

    private string NotePath(string source) => Path.Combine(_root, source + ".json");

    private string RowsPath(string source) => Path.Combine(_root, source + ".rows.gz");

    private string TextsPath(string source) => Path.Combine(_root, source + ".texts.gz");
}

/// <summary>The note that ends a source's stage: with it the stage is complete.</summary>
/// <param name="Key">What the stage was made from: with an equal key it can be used again.</param>
/// <param name="Read">What the source read, such as packages and versions.</param>
/// <param name="Warnings">What was missing.</param>
internal sealed record StagedSource(string Key, string Read, IReadOnlyList<string> Warnings)
{
    /// <summary>A hash of what decides what a source gives: the build's options, the source's caps and the program itself.</summary>
    public static string KeyOf(BuildOptions options, IDataSource source) => StableHash.Id(
    [
        source.Name, options.Profile, options.Seed, options.Scale.ToString(), options.MostTokens.ToString(),
        StableHash.OfModule(typeof(StagedSource)), StableHash.OfModule(typeof(MarkerTaxonomy)),
        options.FilesFolder ?? "", .. options.Languages.Select(l => l.Name), .. source.RowCaps.Select(c => $"{c.Key}={c.Value}"),
    ]);
}

/// <summary>
/// Takes what one source gives. Texts go to disk at once. Of the rows, each kind in each language keeps those with the smallest hashes up
/// to its cap, a uniform sample whatever their order, and they are written when the source is done.
/// </summary>
internal sealed class StageWriter : IDataSink, IDisposable
{
    private readonly StreamWriter _texts;
    private readonly StreamWriter _rows;
    private readonly Func<string, string, int> _cap;
    private readonly int _mostTokens;
    private readonly Dictionary<(string Lang, string Kind), PriorityQueue<RowDraft, ulong>> _pools = [];
    private readonly HashSet<ulong> _seen = [];

    /// <summary>Writes to two files, which it closes.</summary>
    /// <param name="texts">Takes the texts.</param>
    /// <param name="rows">Takes the rows.</param>
    /// <param name="cap">The most rows of a kind, the first argument, that a language, the second, keeps.</param>
    /// <param name="mostTokens">Rows above so many estimated tokens are left out.</param>
    public StageWriter(Stream texts, Stream rows, Func<string, string, int> cap, int mostTokens) =>
        (_texts, _rows, _cap, _mostTokens) = (Compressed(texts), Compressed(rows), cap, mostTokens);

    /// <inheritdoc/>
    public void Add(Draft draft)
    {
        if (draft is TextDraft { Text.Length: > 0 } text && PersonalData.Find(text.Text) is null)
        {
            _texts.WriteLine(JsonSerializer.Serialize(text, DataFolder.Json));
        }
        else if (draft is RowDraft row && (row.Answer.Length > 0 || row.Calls is not null)
            && TokenEstimate.Of(row.Prompt) + TokenEstimate.Of(row.Answer) <= _mostTokens
                && _seen.Add(StableHash.Of(row.Prompt, row.Answer)))
        {
            Keep(row);
        }
    }

    private void Keep(RowDraft row)
    {
        if (!_pools.TryGetValue((row.Lang, row.Kind), out var pool))
        {
            // The largest hash is the first to go.
            _pools[(row.Lang, row.Kind)] = pool = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
        }

        pool.Enqueue(row, StableHash.Of("rank", row.Prompt, row.Answer));
        if (pool.Count > _cap(row.Kind, row.Lang))
        {
            pool.Dequeue();
        }
    }

    /// <summary>Writes the rows that were kept, in the order of their hashes, which mixes kinds and languages.</summary>
    public void Complete()
    {
        foreach (var (row, _) in _pools.Values.SelectMany(pool => pool.UnorderedItems).OrderBy(item => item.Priority))
        {
            _rows.WriteLine(JsonSerializer.Serialize(row, DataFolder.Json));
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _texts.Dispose();
        _rows.Dispose();
    }

    private static StreamWriter Compressed(Stream file) =>
        new(new GZipStream(file, CompressionLevel.Fastest), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
}
