using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>
/// Reads <c>{category: value}</c>, where a value is a string or, as a JavaScript caller would write a length, a number.
/// A null leaves the category to the model.
/// </summary>
internal sealed class MarkerValuesConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    public override IReadOnlyDictionary<string, string> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var markers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string category = reader.GetString()!;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.Null:
                    continue;
                case JsonTokenType.String:
                    Add(markers, category, reader.GetString()!);
                    break;
                case JsonTokenType.Number:
                    using (var number = JsonDocument.ParseValue(ref reader))
                    {
                        Add(markers, category, number.RootElement.GetRawText());
                    }

                    break;
                default:
                    throw new JsonException();
            }
        }

        return markers;
    }

    public override void Write(
        Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (category, marker) in value)
        {
            writer.WriteString(category, marker);
        }

        writer.WriteEndObject();
    }

    private static void Add(Dictionary<string, string> markers, string category, string value)
    {
        if (!markers.TryAdd(category, value))
        {
            throw new JsonException();
        }
    }
}
