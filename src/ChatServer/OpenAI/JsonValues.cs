using System.Text.Json;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Reads members whose type varies, and names those that are wrong.</summary>
internal static class JsonValues
{
    /// <summary>Whether a member is absent or null.</summary>
    public static bool IsAbsent(this JsonElement? element) =>
        element is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };

    /// <summary>Whether an element is an object whose <c>type</c> is this one.</summary>
    public static bool IsType(this JsonElement element, string type) =>
        element.Member("type") is { ValueKind: JsonValueKind.String } value && value.ValueEquals(type);

    /// <summary>A member of an object; null if there is none, or it is null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;

    /// <summary>A text.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public static string Text(JsonElement? value, string param)
    {
        if (value is not { ValueKind: JsonValueKind.String } text)
        {
            throw Wrong(param, "must be a text");
        }

        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(param, "is not valid Unicode text (half of a surrogate pair)");
        }
    }

    /// <summary>The refusal of a member.</summary>
    public static RequestException Wrong(string param, string rule) =>
        new(ErrorCodes.InvalidRequest, $"'{param}' {rule}.", param);
}
