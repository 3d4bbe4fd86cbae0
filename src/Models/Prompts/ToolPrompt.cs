using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TreasureMarkers.Models.Prompts;

/// <summary>The text by which functions are offered and called; the exported chat template writes the same.</summary>
internal static class ToolPrompt
{
    /// <summary>What stands before the functions.</summary>
    public const string Introduction = "You can call these functions:";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The functions as text: the introduction, then one line of compact JSON for each.</summary>
    public static string Offer(IEnumerable<PromptTool> tools) => string.Join('\n', tools.Select(Line).Prepend(Introduction));

    /// <summary>
    /// The conversation with the functions in its system message, after the caller's own text and a blank line; unchanged without
    /// functions.
    /// </summary>
    public static IReadOnlyList<PromptMessage> Offer(IReadOnlyList<PromptMessage> messages, IReadOnlyList<PromptTool> tools) =>
        tools.Count == 0 ? messages
        : messages is [{ Role: "system", Content: var own } first, ..]
            ? [first with { Content = own.Length == 0 ? Offer(tools) : own + "\n\n" + Offer(tools) }, .. messages.Skip(1)]
            : [new PromptMessage("system", Offer(tools)), .. messages];

    /// <summary>A call as the model writes it: <c>{"name":…,"arguments":{…}}</c>, without spaces.</summary>
    public static string Call(PromptToolCall call) => Write(json =>
    {
        json.WriteString("name", call.Name);
        json.WritePropertyName("arguments");
        call.Arguments.WriteTo(json);
    });

    /// <summary>Reads what <see cref="Call"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no call; a model can write anything.</exception>
    public static PromptToolCall ReadCall(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement is { ValueKind: JsonValueKind.Object } call
                && call.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                && call.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Object
                    ? new PromptToolCall(name.GetString()!, arguments.Clone())
                    : throw new FormatException("A call is a JSON object with a text 'name' and an object 'arguments'.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"A call must be JSON: {e.Message}", e);
        }
    }

    private static string Line(PromptTool tool) => Write(json =>
    {
        json.WriteString("name", tool.Name);
        json.WriteString("description", tool.Description);
        json.WritePropertyName("parameters");
        tool.Parameters.WriteTo(json);
    });

    private static string Write(Action<Utf8JsonWriter> properties)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Compact))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
