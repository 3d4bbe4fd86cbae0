using System.Text;
using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation;

/// <summary>
/// The raw answers, one JSON object a line, appended as they come: an interrupted evaluation goes on where it stopped, and
/// every figure of the report can be recomputed from the file.
/// </summary>
internal sealed class AnswerStore : IDisposable
{
    private readonly Dictionary<string, EvalAnswer> _answers = new(StringComparer.Ordinal);
    private readonly StreamWriter _writer;

    private AnswerStore(StreamWriter writer) => _writer = writer;

    /// <summary>Opens or creates the file. A last line that a kill cut short is dropped.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CommandException">A line is not an answer.</exception>
    public static AnswerStore Open(string path)
    {
        var lines = new List<Line>();
        long whole = 0;
        if (File.Exists(path))
        {
            byte[] bytes = File.ReadAllBytes(path);
            whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            string text = Encoding.UTF8.GetString(bytes, 0, (int)whole);
            lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, i) => Parse(path, line, i + 1)));
        }

        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(whole);
        file.Seek(0, SeekOrigin.End);
        var store = new AnswerStore(new StreamWriter(file, new UTF8Encoding(false)) { AutoFlush = true });
        foreach (Line line in lines)
        {
            store._answers[line.Key] = line.Answer;
        }

        return store;
    }

    /// <summary>The answer kept under a key, if there is one.</summary>
    /// <param name="key">See <see cref="EvalRequest.Key"/>.</param>
    public EvalAnswer? Find(string key)
    {
        lock (_answers)
        {
            return _answers.GetValueOrDefault(key);
        }
    }

    /// <summary>Keeps an answer; several may be kept at once.</summary>
    /// <param name="key">See <see cref="EvalRequest.Key"/>.</param>
    /// <param name="model">The model's label, for readers of the file.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What was answered.</param>
    public void Add(string key, string model, EvalRequest request, EvalAnswer answer)
    {
        lock (_answers)
        {
            _writer.Write(JsonSerializer.Serialize(new Line(key, model, request, answer), DataFolder.Json) + "\n");
            _answers[key] = answer;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static Line Parse(string path, string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, DataFolder.Json)!;
        }
        catch (JsonException e)
        {
            throw new CommandException($"'{path}' line {number} is not an answer of an evaluation. Name another --report folder.", e);
        }
    }

    private sealed record Line(string Key, string Model, EvalRequest Request, EvalAnswer Answer);
}
