using System.Text.Json;
using TreasureMarkers.ChatServer.Contracts;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Reads members whose type varies. The error of one that is wrong names it.</summary>
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

    /// <summary>The text of a member.</summary>
    /// <exception cref="RequestException">The member is absent or no text.</exception>
    public static string Text(JsonElement? value, string param)
    {
        if (value is not { ValueKind: JsonValueKind.String } text)
        {
            throw RequestException.Invalid(param, "must be a text");
        }

        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw RequestException.Invalid(param, "is not valid Unicode text (half of a surrogate pair)");
        }
    }
}
