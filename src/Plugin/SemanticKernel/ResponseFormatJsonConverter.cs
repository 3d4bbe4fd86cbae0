using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace TreasureMarkers.SemanticKernel;

/// <summary>A response format in JSON, as Semantic Kernel reads it: <c>"text"</c>, <c>"json_object"</c>, or a JSON schema.</summary>
internal sealed class ResponseFormatJsonConverter : JsonConverter<ChatResponseFormat>
{
    private const string Text = "text";
    private const string JsonObject = "json_object";

    /// <inheritdoc/>
    public override ChatResponseFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var format = JsonElement.ParseValue(ref reader);
        return format.ValueKind switch
        {
            JsonValueKind.Object => ChatResponseFormat.ForJsonSchema(format),
            JsonValueKind.String when format.ValueEquals(Text) => ChatResponseFormat.Text,
            JsonValueKind.String when format.ValueEquals(JsonObject) => ChatResponseFormat.Json,
            _ => throw new JsonException($"response_format is {format.GetRawText()}. Allowed: \"{Text}\", \"{JsonObject}\" or a JSON schema."),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ChatResponseFormat value, JsonSerializerOptions options)
    {
        if (value is ChatResponseFormatJson { Schema: { } schema })
        {
            schema.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue(value is ChatResponseFormatJson ? JsonObject : Text);
        }
    }
}
