using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TreasureMarkers.Models.Prompts;

/// <summary>The text by which functions are offered and called; the house's chat template writes the same.</summary>
internal static class ToolPrompt
{
    /// <summary>What stands before the functions.</summary>
    public const string Introduction = "You can call these functions:";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The functions as text: the introduction, then one line of compact JSON for each.</summary>
    public static string Offer(IEnumerable<PromptTool> tools) => string.Join('\n', tools.Select(Line).Prepend(Introduction));

    /// <summary>
    /// The conversation with the functions in its system message, after the caller's own text and a blank line, and how to call them: for
    /// templates that offer none.
    /// </summary>
    public static IReadOnlyList<PromptMessage> Offer(
        IReadOnlyList<PromptMessage> messages, IReadOnlyList<PromptTool> tools, ToolCallFormat format)
    {
        var example = format.BeforeName + "\"NAME\"" + format.BeforeArguments + "{…}}";
        var text = Offer(tools) + "\n\nTo call one, answer with its name and arguments as JSON:\n" + format.Open + example + format.Close;
        return messages is [{ Role: "system", Content: var own } first, ..]
            ? [first with { Content = own.Length == 0 ? text : own + "\n\n" + text }, .. messages.Skip(1)]
            : [new PromptMessage("system", text), .. messages];
    }

    /// <summary>A call as the model writes it: <c>{"name":…,"arguments":{…}}</c>, without spaces.</summary>
    public static string Call(PromptToolCall call) => Write(json =>
    {
        json.WriteString("name", call.Name);
        json.WritePropertyName("arguments");
        call.Arguments.WriteTo(json);
    });

    /// <summary>
    /// Reads a call: what <see cref="Call"/> or <see cref="ToolCallFormat.Write"/> wrote, and what models make of it. The arguments may be
    /// called parameters, and may be JSON text.
    /// </summary>
    /// <exception cref="FormatException">The text is no call; a model can write anything.</exception>
    public static PromptToolCall ReadCall(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement is { ValueKind: JsonValueKind.Object } call
                && call.TryGetProperty(ToolCallFormat.NameField, out var name) && name.ValueKind == JsonValueKind.String
                && (call.TryGetProperty("arguments", out var arguments) || call.TryGetProperty("parameters", out arguments))
                && ReadArguments(arguments) is { } read
                    ? new PromptToolCall(name.GetString()!, read)
                    : throw new FormatException("A call is a JSON object with a text 'name' and an object 'arguments'.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"A call must be JSON: {e.Message}", e);
        }
    }

    private static JsonElement? ReadArguments(JsonElement arguments)
    {
        if (arguments.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(arguments.GetString()!);
            return inner.RootElement.ValueKind == JsonValueKind.Object ? inner.RootElement.Clone() : null;
        }

        return arguments.ValueKind == JsonValueKind.Object ? arguments.Clone() : null;
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
