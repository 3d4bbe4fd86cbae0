using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>What one schema says, without what only describes it.</summary>
internal sealed class SchemaKeywords
{
    private static readonly string[] Describing =
        ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$schema", "$id", "$comment", "$defs", "definitions", "strict"];

    private static readonly Dictionary<string, string[]> ByType = new()
    {
        ["object"] = ["properties", "required", "additionalProperties"],
        ["array"] = ["items", "minItems", "maxItems"],
        ["string"] = ["minLength", "maxLength", "format"],
        ["integer"] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
        ["number"] = ["minimum", "maximum"],
    };

    private readonly JsonElement _schema;
    private readonly string[] _names;

    /// <summary>Reads a schema.</summary>
    /// <exception cref="NotSupportedException">It is no JSON object.</exception>
    public SchemaKeywords(JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new NotSupportedException($"The JSON schema has a {schema.ValueKind} at {path}. Allowed: an object, true or false.");
        }

        (_schema, Path) = (schema, path);
        _names = [.. schema.EnumerateObject().Select(member => member.Name).Where(name => !Describing.Contains(name))];
    }

    /// <summary>The schema's place, as a JSON pointer.</summary>
    public string Path { get; }

    /// <summary>Whether it says nothing, so that any value is allowed.</summary>
    public bool IsEmpty => _names.Length == 0;

    /// <summary>What may be said of values of a type, beside the type.</summary>
    public static string[] Of(string type) => ByType.GetValueOrDefault(type, []);

    /// <summary>The items of a list.</summary>
    /// <exception cref="NotSupportedException">It is no list, or has too many.</exception>
    public static JsonElement[] Items(JsonElement list, string path, string keyword, int most)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new NotSupportedException($"The JSON schema's '{keyword}' at {path} is a {list.ValueKind}. Allowed: an array.");
        }

        SchemaLimits.CheckCount(list.GetArrayLength(), most, keyword, path);
        return [.. list.EnumerateArray()];
    }

    /// <summary>What a keyword says; null where it is absent.</summary>
    public JsonElement? Find(string keyword) => _schema.TryGetProperty(keyword, out var value) ? value : null;

    /// <summary>Refuses all other keywords.</summary>
    /// <exception cref="NotSupportedException">There is another one.</exception>
    public void AllowOnly(params IEnumerable<string> keywords)
    {
        if (_names.Except(keywords).FirstOrDefault() is { } other)
        {
            throw new NotSupportedException($"The JSON schema's '{other}' at {Path} is not supported here. Supported: {string.Join(", ", keywords.Distinct())}.");
        }
    }

    /// <summary>Refuses some keywords.</summary>
    /// <exception cref="NotSupportedException">One of them is there.</exception>
    public void Refuse(params IEnumerable<string> keywords) => AllowOnly(_names.Except(keywords));

    /// <summary>The one type that the keywords are about, where none is named.</summary>
    public string[] Implied() => [.. ByType.Where(type => _names.Intersect(type.Value).Any()).Select(type => type.Key).Take(1)];

    /// <summary>Two counts; a missing least one is 0, a missing most one no limit.</summary>
    /// <exception cref="NotSupportedException">One is no count, or they contradict.</exception>
    public (int Least, int? Most) Limits(string least, string most)
    {
        var (low, high) = (Count(least) ?? 0, Count(most));
        return high < low ? throw new NotSupportedException($"The JSON schema's '{least}' at {Path} is above its '{most}'.") : (low, high);
    }

    private int? Count(string keyword) => Find(keyword) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var count) && count >= 0 => count,
        { } other => throw new NotSupportedException($"The JSON schema's '{keyword}' at {Path} is {other}. Allowed: a whole number from 0 to {int.MaxValue}."),
    };
}
