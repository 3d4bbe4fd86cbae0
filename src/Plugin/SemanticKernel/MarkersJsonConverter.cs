using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.SemanticKernel;

/// <summary>Markers in JSON: an object from category to a string or a number.</summary>
internal sealed class MarkersJsonConverter : JsonConverter<IDictionary<string, string>>
{
    /// <inheritdoc/>
    public override IDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var markers = JsonElement.ParseValue(ref reader);
        return markers.ValueKind == JsonValueKind.Object
            ? markers.EnumerateObject().Where(marker => marker.Value.ValueKind != JsonValueKind.Null).ToDictionary(marker => marker.Name, Value)
            : throw new JsonException($"markers is a JSON {markers.ValueKind}. Allowed: an object from category to value.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (category, marker) in value)
        {
            writer.WriteString(category, marker);
        }

        writer.WriteEndObject();
    }

    private static string Value(JsonProperty marker) => marker.Value.ValueKind switch
    {
        JsonValueKind.String => marker.Value.GetString()!,
        JsonValueKind.Number => marker.Value.GetRawText(),
        _ => throw new JsonException($"The marker '{marker.Name}' is a JSON {marker.Value.ValueKind}. Allowed: a string or a number."),
    };
}
