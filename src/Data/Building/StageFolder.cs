using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TreasureMarkers.Data.Sources;

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
        if (!File.Exists(path))
        {
            return null;
        }

        var note = JsonSerializer.Deserialize<StagedSource>(File.ReadAllBytes(path), DataFolder.Json);
        return note?.Key == key ? note : null;
    }

    /// <summary>Opens a source's stage for writing; what an earlier try left is replaced.</summary>
    public StageWriter Open(string source, DraftPool pool, int mostTokens)
    {
        Directory.CreateDirectory(_root);
        File.Delete(NotePath(source));
        return new StageWriter(File.Create(TextsPath(source)), File.Create(RowsPath(source)), pool, mostTokens);
    }

    /// <summary>Declares a source's stage whole.</summary>
    public Task CompleteAsync(string source, StagedSource note, CancellationToken ct) =>
        DataWriter.ReplaceAsync(NotePath(source), file => JsonSerializer.SerializeAsync(file, note, DataFolder.Json, ct));

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
