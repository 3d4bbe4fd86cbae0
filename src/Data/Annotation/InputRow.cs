using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Annotation;

/// <summary>A user's row: all of its fields, and what of them is measured.</summary>
/// <param name="Fields">The whole row.</param>
/// <param name="Prompt">The last user message before the answer; empty when there is none.</param>
/// <param name="Answer">The last assistant message; null when it is calls of functions, which are no text.</param>
/// <param name="Markers">The markers that the row has already.</param>
internal sealed record InputRow(JsonObject Fields, string Prompt, string? Answer, MarkerSet Markers)
{
    // The row is kept inside another object while the run goes on, and JSON readers take 64 levels.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 48 };

    /// <summary>Reads a row from its line.</summary>
    /// <exception cref="DataFormatException">It is no row; the message says why.</exception>
    /// <exception cref="MarkerException">It has a marker that the taxonomy does not allow.</exception>
    public static InputRow Parse(string text, MarkerTaxonomy taxonomy)
    {
        try
        {
            var fields = JsonNode.Parse(text, null, Strict) as JsonObject ?? throw new DataFormatException("a JSON object is expected");
            // Written once, because strings that cannot be written are only found so.
            _ = text.Contains("\\u", StringComparison.Ordinal) ? fields.ToJsonString() : null;
            var (prompt, answer) = fields.ContainsKey("messages") ? Conversation(fields["messages"]) : Completion(fields);
            return answer is not null && string.IsNullOrWhiteSpace(answer)
                ? throw new DataFormatException("the answer is empty")
                : new InputRow(fields, prompt, answer, MarkerSet.Create(taxonomy, Marked(fields["markers"])));
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"not valid JSON near byte {e.BytePositionInLine + 1}: {e.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0]}", e);
        }
        catch (InvalidOperationException e)
        {
            // Said by the JSON reader only when somebody asks for the string.
            throw new DataFormatException("a string has half of a surrogate pair", e);
        }
    }

    private static (string Prompt, string? Answer) Completion(JsonObject fields) =>
        fields.ContainsKey("prompt") && fields.ContainsKey("completion")
            ? (Text(fields["prompt"], "prompt"), Text(fields["completion"], "completion"))
            : throw new DataFormatException("neither 'messages' nor 'prompt' and 'completion' are there");

    private static (string Prompt, string? Answer) Conversation(JsonNode? messages)
    {
        if (messages is not JsonArray turns)
        {
            throw new DataFormatException("'messages' must be a list");
        }

        var read = turns.Select(Turn).ToList();
        var answered = read.FindLastIndex(m => m.Role == "assistant");
        if (answered < 0)
        {
            throw new DataFormatException("no message has the role assistant");
        }

        return (read[..answered].FindLast(m => m.Role == "user").Content ?? "", read[answered].Content);
    }

    private static (string Role, string? Content) Turn(JsonNode? message)
    {
        var turn = message as JsonObject ?? throw new DataFormatException("a message must be an object with role and content");
        var role = Text(turn["role"], "role");
        var calls = (turn["tool_calls"] ?? turn["toolCalls"]) is JsonArray { Count: > 0 };
        return (role, calls ? null : Text(turn["content"], "content"));
    }

    private static IEnumerable<KeyValuePair<string, string>> Marked(JsonNode? markers) => markers switch
    {
        null => [],
        JsonObject named => named.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, Value(m.Key, m.Value!))),
        _ => throw new DataFormatException("'markers' must be an object of categories and values"),
    };

    private static string Value(string name, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.ToJsonString(),
        _ => throw new DataFormatException($"marker '{name}' must be a string or a number"),
    };

    private static string Text(JsonNode? value, string name) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw new DataFormatException($"'{name}' must be a string");
}
