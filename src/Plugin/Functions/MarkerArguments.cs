using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin.Functions;

/// <summary>Reads a function's arguments, which a model wrote or a program gave.</summary>
internal static class MarkerArguments
{
    private const int MaxShown = 60;

    /// <summary>Values by category; null for those to remove.</summary>
    /// <exception cref="MarkerException">A value is an object or a list.</exception>
    public static IEnumerable<KeyValuePair<string, string?>> Values(AIFunctionArguments arguments) =>
        arguments.Select(argument => KeyValuePair.Create(argument.Key, Scalar(argument.Key, argument.Value)));

    /// <summary>A list of names; none when the argument is absent.</summary>
    /// <exception cref="MarkerException">The argument is no list of texts, or there is another argument.</exception>
    public static IReadOnlyList<string> Names(AIFunctionArguments arguments, string name)
    {
        AllowOnly(arguments, name);
        var value = Element(arguments.GetValueOrDefault(name));
        return value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(item => item.GetString()!)],
            _ => throw new MarkerException($"'{name}' is {Shown(value)}. Allowed: a list of texts.", category: null, []),
        };
    }

    /// <summary>A text that must be there.</summary>
    /// <exception cref="MarkerException">It is missing, empty or no text, or there is another argument.</exception>
    public static string Text(AIFunctionArguments arguments, string name)
    {
        AllowOnly(arguments, name);
        var value = Element(arguments.GetValueOrDefault(name));
        return value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
            ? value.GetString()!
            : throw new MarkerException($"'{name}' is {Shown(value)}. Allowed: a text that is not empty.", category: null, []);
    }

    /// <summary>Refuses other arguments.</summary>
    /// <exception cref="MarkerException">There is another one.</exception>
    public static void AllowOnly(AIFunctionArguments arguments, params string[] names)
    {
        if (arguments.Keys.Except(names).FirstOrDefault() is { } other)
        {
            throw new MarkerException(
                $"There is no argument '{Shorten(other)}'. Allowed: {(names.Length == 0 ? "no arguments" : string.Join(", ", names))}.", category: null, names);
        }
    }

    private static string? Scalar(string category, object? argument)
    {
        var value = Element(argument);
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw new MarkerException($"Marker '{Shorten(category)}' is {Shown(value)}. Allowed: one value.", category, []),
        };
    }

    private static JsonElement Element(object? value) => value switch
    {
        JsonElement { ValueKind: not JsonValueKind.Undefined } element => element,
        null or JsonElement => JsonSerializer.SerializeToElement<JsonNode?>(null),
        _ => JsonSerializer.SerializeToElement(value, value.GetType(), AIJsonUtilities.DefaultOptions),
    };

    private static string Shown(JsonElement value) => Shorten(value.GetRawText());

    /// <summary>What a model wrote can be of any length; a message shows its beginning.</summary>
    private static string Shorten(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
