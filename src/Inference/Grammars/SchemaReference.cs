using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>References of a JSON schema to its own parts.</summary>
internal static class SchemaReference
{
    /// <summary>What a reference points to and where that is.</summary>
    /// <exception cref="NotSupportedException">The reference leaves the schema, or there is nothing.</exception>
    public static (JsonElement Target, string Path) Resolve(JsonElement root, JsonElement reference, string path)
    {
        var text = reference.ToString();
        if (text != "#" && !text.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"The JSON schema's '$ref' at {path} is '{text}'. Allowed: a reference into the same schema, such as #/$defs/name.");
        }

        var target = root;
        foreach (var step in text.Split('/').Skip(1).Select(Uri.UnescapeDataString).Select(s => s.Replace("~1", "/").Replace("~0", "~")))
        {
            target = Step(target, step) ?? throw new NotSupportedException($"The JSON schema's '$ref' at {path} is '{text}', but there is nothing at that place.");
        }

        return (target, text);
    }

    private static JsonElement? Step(JsonElement element, string step) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(step, out var member) => member,
        JsonValueKind.Array when int.TryParse(step, out var index) && index >= 0 && index < element.GetArrayLength() => element[index],
        _ => null,
    };
}
