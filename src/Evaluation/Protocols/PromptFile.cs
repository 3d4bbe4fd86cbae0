using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// A list of prompts without answers, to ask instead of a data folder's held-out rows: JSON Lines with the text in <c>prompt</c>,
/// <c>instruction</c> or <c>question</c>.
/// </summary>
internal static class PromptFile
{
    private static readonly string[] Names = ["prompt", "instruction", "question"];

    /// <summary>Reads the prompts as rows without an answer; their language is measured, and they ask for plain text.</summary>
    /// <exception cref="DataFormatException">The file is missing, empty, or a line has no prompt.</exception>
    public static IReadOnlyList<DataRow> Read(string path) =>
        [.. Lines(path, "a prompt is {\"prompt\": \"…\"}").Select(line => Text(line.Json) is { } text
            ? Row(path, line.Number, text)
            : throw new DataFormatException(
                $"'{path}' line {line.Number} has no prompt: one of {string.Join(", ", Names)} is expected, as a text."))];

    /// <summary>The objects of a JSON Lines file with their line numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What a line should be, for the message.</param>
    /// <exception cref="DataFormatException">The file is missing, empty, or a line is no JSON object.</exception>
    public static IReadOnlyList<(int Number, JsonElement Json)> Lines(string path, string expected)
    {
        if (!File.Exists(path))
        {
            throw new DataFormatException($"'{path}' does not exist. Name a JSON Lines file; {expected}.");
        }

        List<(int, JsonElement)> lines =
            [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0).Select(line => (line.Index + 1, Parse(path, line)))];
        return lines.Count > 0 ? lines : throw new DataFormatException($"'{path}' is empty; {expected}.");

        JsonElement Parse(string path, (int Index, string Item) line)
        {
            try
            {
                var json = JsonElement.Parse(line.Item);
                return json.ValueKind == JsonValueKind.Object ? json
                    : throw new DataFormatException($"'{path}' line {line.Index + 1} is no JSON object; {expected}.");
            }
            catch (JsonException e)
            {
                throw new DataFormatException($"'{path}' line {line.Index + 1} is not valid JSON; {expected}.", e);
            }
        }
    }

    private static string? Text(JsonElement line) => Names
        .Select(name => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
        .FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    private static DataRow Row(string path, int number, string text)
    {
        var markers = new Dictionary<string, string> { [EvalRows.Task] = "OpenEnded" };
        if (LanguageIdentifier.Default.Identify(text).Language is { } language)
        {
            markers[EvalRows.Lang] = language;
        }

        var id = $"{Path.GetFileName(path)}:{number}";
        return new DataRow(
            id, DataSplit.Eval, id, [new PromptMessage("user", text), new PromptMessage("assistant", "")], markers,
            new Provenance(Path.GetFileName(path), "", "", $"{number}"));
    }
}
