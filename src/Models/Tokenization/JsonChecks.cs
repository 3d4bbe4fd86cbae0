using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>Small questions to the JSON of a tokenizer, and the one way in which it is refused.</summary>
internal static class JsonChecks
{
    /// <summary>An id is an index into arrays, so a wild one must not reserve gigabytes.</summary>
    private const int LargestId = 10_000_000;

    public static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new FormatException($"The tokenizer cannot be used: {message}.");
        }
    }

    public static bool Has(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static int Id(JsonElement value)
    {
        Require(value.TryGetInt32(out var id) && id is >= 0 and <= LargestId, $"{value} is no token id");
        return id;
    }
}
