using System.IO.Compression;
using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>Held-out rows of a few tasks in two languages, enough of each that every experiment has questions.</summary>
internal static class HeldOutRows
{
    public static IReadOnlyList<DataRow> All { get; } =
    [
        .. from i in Enumerable.Range(0, 12)
           from row in new[]
           {
               Row(i, "English", "Explanation", null, $"Explain what the package number {i} does for its users.", "It plays music."),
               Row(i, "German", "Explanation", null, $"Erkläre bitte, was das Paket Nummer {i} für dich macht.", "Es spielt Musik ab."),
               Row(i, "English", "InformationExtraction", "JSON", $"Extract the data of number {i}.", $$"""{"number":{{i}}}"""),
           }
           select row,
    ];

    /// <summary>Requests for another language or format, some of them after an earlier call.</summary>
    public static IReadOnlyList<DataRow> Calls { get; } =
    [
        .. from i in Enumerable.Range(0, 6)
           from row in new[]
           {
               Call($"english-{i}", "English", $"Answer in German, please ({i}).", """{"lang":"German"}""", earlier: i % 2 == 1),
               Call($"german-{i}", "German", $"Bitte auf Französisch und als JSON ({i}).", """{"format":"JSON","lang":"French"}""", earlier: i % 2 == 1),
           }
           select row,
    ];

    public static DataRow Call(string id, string language, string request, string arguments, bool earlier = false)
    {
        PromptMessage Turn(string json) => new("assistant", "") { ToolCalls = [new PromptToolCall("set_markers", JsonElement.Parse(json))] };
        PromptMessage[] before = earlier ? [new("user", "As a table."), Turn("""{"format":"Tabular"}"""), new("tool", """{"markers":{"format":"Tabular"}}"""), new("assistant", "Done.")] : [];
        return new DataRow(
            id, DataSplit.Eval, $"group-{id}", [.. before, new PromptMessage("user", request), Turn(arguments)],
            new Dictionary<string, string> { ["lang"] = language, ["task"] = "OpenEnded" }, new Provenance("test", "1", "MIT", id))
        {
            Tools = [new PromptTool("set_markers", "Sets markers.", JsonElement.Parse("""{"type":"object","properties":{"format":{"enum":["JSON","Tabular"]},"lang":{"enum":["German","French"]}}}"""))],
        };
    }

    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await using var file = File.Create(Path.Combine(folder, DataFolder.RowsFile));
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        await using var writer = new StreamWriter(gzip);
        foreach (DataRow row in All.Concat(Calls))
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(row, DataFolder.Json));
        }
    }

    private static DataRow Row(int i, string lang, string task, string? format, string prompt, string answer)
    {
        var markers = new Dictionary<string, string> { ["lang"] = lang, ["task"] = task, ["length_bucket"] = "concise" };
        if (format is not null)
        {
            markers["format"] = format;
        }

        return new DataRow(
            $"{lang}-{task}-{i}", DataSplit.Eval, $"group-{i}",
            [new PromptMessage("user", prompt), new PromptMessage("assistant", answer)], markers, new Provenance("test", "1", "MIT", $"{i}"));
    }
}
