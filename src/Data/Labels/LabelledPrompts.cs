using System.Text.Json;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Labels;

/// <summary>A prompt with the labels that a reader gave it.</summary>
/// <param name="Prompt">The user's text.</param>
/// <param name="Answer">The answer that stands beside it, or nothing.</param>
/// <param name="Task">A value of <c>task</c>.</param>
/// <param name="Domain">A value of <c>domain</c>.</param>
internal sealed record LabelledPrompt(string Prompt, string Answer, string Task, string Domain);

/// <summary>
/// Reads lists of labels: JSON Lines { task, domain } with either the <c>prompt</c> itself, or <c>file</c> and <c>record</c> (its line in
/// that file, from 0), since the texts of other people's collections are read in place and not kept in this repository.
/// </summary>
internal static class LabelledPrompts
{
    /// <summary>Reads a list and finds the texts that it names.</summary>
    /// <param name="path">The list.</param>
    /// <param name="texts">The folder with the files that the list names; null where it names none.</param>
    /// <exception cref="DataFormatException">
    /// A file is missing, a line is no label, a value is not the taxonomy's, or a record does not exist.
    /// </exception>
    public static IReadOnlyList<LabelledPrompt> Read(string path, string? texts)
    {
        var files = new Dictionary<string, IReadOnlyList<(string Prompt, string Answer)>>(StringComparer.Ordinal);
        var labelled = new List<LabelledPrompt>();
        foreach (var line in InputLines.Read(path))
        {
            var label = Parse(path, line);
            var (task, domain) = (Value("task", label.Task), Value("domain", label.Domain));
            if (label.Prompt is { } prompt)
            {
                labelled.Add(new LabelledPrompt(prompt, label.Answer ?? "", task, domain));
                continue;
            }

            if (label is not { File: { } file, Record: { } record } || Path.GetFileName(file) != file)
            {
                throw Wrong(line, "has neither a prompt nor the name of a file and a record");
            }

            if (texts is null)
            {
                throw Wrong(line, $"names '{file}': say in which folder it is");
            }

            if (!files.TryGetValue(file, out var records))
            {
                files[file] = records = [.. Records(Path.Combine(texts, file))];
            }

            if (record < 0 || record >= records.Count)
            {
                throw Wrong(line, $"names record {record} of '{file}', which has {records.Count}");
            }

            labelled.Add(new LabelledPrompt(records[record].Prompt, records[record].Answer, task, domain));

            string Value(string category, string value) =>
                MarkerTaxonomy.Default[category].Values.Contains(value, StringComparer.Ordinal) ? value
                    : throw Wrong(line, $"has the {category} '{value}'; allowed are {string.Join(", ", MarkerTaxonomy.Default[category].Values)}");
        }

        return labelled;

        DataFormatException Wrong(InputLine line, string why) => new($"'{path}', line {line.Number}, {why}.");
    }

    /// <summary>
    /// The prompts and answers of a file, line by line: { prompt, completion }, { instruction }, { question, answer } or a task of
    /// self-instruct with its first instance.
    /// </summary>
    public static IEnumerable<(string Prompt, string Answer)> Records(string path)
    {
        foreach (var line in InputLines.Read(path))
        {
            using var json = Open(path, line);
            var record = json.RootElement;
            if (record.TryGetProperty("instances", out var instances) && instances is { ValueKind: JsonValueKind.Array } && instances.GetArrayLength() > 0)
            {
                var input = Text(instances[0], "input");
                yield return (Text(record, "instruction") + (input.Length == 0 ? "" : "\n\n" + input), Text(instances[0], "output"));
                continue;
            }

            var prompt = Text(record, "prompt") is { Length: > 0 } own ? own
                : Text(record, "instruction") is { Length: > 0 } instruction ? instruction : Text(record, "question");
            yield return (prompt, Text(record, "completion") is { Length: > 0 } completion ? completion : Text(record, "answer"));
        }
    }

    private static string Text(JsonElement record, string name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()! : "";

    private static JsonDocument Open(string path, InputLine line)
    {
        try
        {
            return JsonDocument.Parse(line.Problem is null ? line.Text : throw new JsonException(line.Problem));
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"'{path}', line {line.Number}, is not JSON: {e.Message}", e);
        }
    }

    private static LabelLine Parse(string path, InputLine line)
    {
        try
        {
            return JsonSerializer.Deserialize<LabelLine>(line.Text, Strict)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new DataFormatException(
                $"'{path}', line {line.Number}, is no label ({e.Message}). A line is {{\"prompt\": …, \"task\": …, \"domain\": …}}.", e);
        }
    }

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A line of a list.</summary>
    private sealed record LabelLine(
        string Task, string Domain, string? Prompt = null, string? Answer = null, string? File = null, int? Record = null);
}
