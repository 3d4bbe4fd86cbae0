using System.IO.Compression;
using System.Text.Json;
using TreasureMarkers.Training.Data;

namespace TreasureMarkers.Training.Tests.Evaluation;

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

    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await using var file = File.Create(Path.Combine(folder, DataFolder.RowsFile));
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        await using var writer = new StreamWriter(gzip);
        foreach (DataRow row in All)
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
            [new RowMessage("user", prompt), new RowMessage("assistant", answer)], markers, new Provenance("test", "1", "MIT", $"{i}"));
    }
}
