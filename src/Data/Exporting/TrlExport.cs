using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Exporting;

/// <summary>
/// Writes rows as chat JSONL for trainers that exist, in TRL's conversational prompt-completion form: the loss is on the
/// completion alone, as in the paper. The marker list stands as text behind the last user message, after the dual
/// dropout, and whole before the answer.
/// </summary>
/// <param name="dropout">Of the prompt's list.</param>
/// <param name="seed">Decides what is dropped.</param>
internal sealed class TrlExport(MarkerDropout dropout, long seed)
{
    /// <summary>Writes train.jsonl and eval.jsonl.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="outputFolder">The folder to write, made when missing.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="DataFormatException">The data folder is missing or damaged.</exception>
    public async Task WriteAsync(string dataFolder, string outputFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(outputFolder);
        foreach (var split in (string[])[DataSplit.Train, DataSplit.Eval])
        {
            await AtomicFile.WriteAsync(Path.Combine(outputFolder, split + ".jsonl"), async file =>
            {
                await using var writer = new StreamWriter(file, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
                await foreach (var row in DataFolder.ReadRowsAsync(dataFolder, split, cancellationToken))
                {
                    await writer.WriteLineAsync(Line(row).ToJsonString(DataFolder.Json).AsMemory(), cancellationToken);
                }
            });
        }
    }

    /// <summary>One row as an object with <c>prompt</c>, <c>completion</c> and, where functions are offered, <c>tools</c>.</summary>
    public JsonObject Line(DataRow row)
    {
        var markers = MarkerSet.Create(MarkerTaxonomy.Default, row.Markers);
        var given = dropout.Apply(markers, row.RequiredPlaces(markers), SplitMix64.For(seed, 0, row.Id));
        var prompt = row.Messages.SkipLast(1).ToArray();
        var carrier = Array.FindLastIndex(prompt, m => m.Role == "user");
        var answer = row.Messages[^1];
        var line = new JsonObject
        {
            ["prompt"] = new JsonArray([.. prompt.Select((m, i) =>
                Message(m, i == carrier && given.Count > 0 ? $"{m.Content} {MarkerTemplate.Render(given)}" : m.Content))]),
            ["completion"] = new JsonArray(Message(answer, $"{MarkerTemplate.Render(markers)} {answer.Content}".TrimEnd())),
        };
        if (row.Tools is { } tools)
        {
            line["tools"] = new JsonArray([.. tools.Select(Tool)]);
        }

        return line;
    }

    private static JsonObject Message(PromptMessage message, string content)
    {
        var node = new JsonObject { ["role"] = message.Role, ["content"] = content };
        if (message.ToolCalls is { } calls)
        {
            node["tool_calls"] = new JsonArray([.. calls.Select(c => (JsonNode)Function(new JsonObject
            {
                ["name"] = c.Name,
                ["arguments"] = JsonSerializer.SerializeToNode(c.Arguments),
            }))]);
        }

        return node;
    }

    private static JsonNode Tool(PromptTool tool) => Function(new JsonObject
    {
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["parameters"] = JsonSerializer.SerializeToNode(tool.Parameters),
    });

    private static JsonObject Function(JsonObject function) => new() { ["type"] = "function", ["function"] = function };
}
