using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Models;

namespace TreasureMarkers.Training;

/// <summary>RUN/log.jsonl: machine-readable, one line per update or validation, each with its <c>step</c>.</summary>
internal sealed class TrainingLog : IDisposable
{
    /// <summary>The file in a run's folder.</summary>
    public const string FileName = "log.jsonl";

    private readonly StreamWriter _writer;

    /// <summary>Opens the log behind the lines of updates that a resumed run keeps.</summary>
    /// <param name="path">The file; made when missing.</param>
    /// <param name="step">Updates made; lines of later ones are of work that was lost, and are removed.</param>
    public TrainingLog(string path, int step)
    {
        if (File.Exists(path))
        {
            AtomicFile.WriteText(path, string.Concat(File.ReadLines(path).Where(line => IsKept(line, step)).Select(line => line + "\n")));
        }

        _writer = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    /// <summary>Appends a line.</summary>
    public void Write(object entry) => _writer.WriteLine(JsonSerializer.Serialize(entry, ModelFiles.Json));

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    /// <summary>The entries of a log; a last line that was cut off is left out.</summary>
    public static IEnumerable<JsonNode> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            if (Parse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static JsonNode? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            // The last line of a killed process.
            return null;
        }
    }

    private static bool IsKept(string line, int step) => Parse(line)?["step"]?.GetValue<int>() <= step;
}
