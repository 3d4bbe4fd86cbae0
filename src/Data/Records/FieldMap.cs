using System.Text.Json;
using System.Text.Json.Nodes;

namespace TreasureMarkers.Data.Records;

/// <summary>What <c>--map</c> says: which field of a user's rows is which, as <c>prompt=FIELD,completion=FIELD</c>.</summary>
internal sealed class FieldMap
{
    private static readonly string[] Targets =
        ["prompt", "completion", "messages", "text", "system", "group", "split", "licence"];

    private readonly IReadOnlyList<(string Target, string Field)> _pairs;

    private FieldMap(IReadOnlyList<(string Target, string Field)> pairs) => _pairs = pairs;

    /// <summary>The rows' fields that are used.</summary>
    public IEnumerable<string> Fields => _pairs.Select(pair => pair.Field.Split('.')[0]).Concat(_pairs.Select(pair => pair.Field));

    /// <summary>The map as it is written: equal maps are equal texts.</summary>
    public override string ToString() => string.Join(',', _pairs.Select(pair => $"{pair.Target}={pair.Field}"));

    /// <summary>Reads a map.</summary>
    /// <exception cref="DataFormatException">It is none; the message says what is allowed.</exception>
    public static FieldMap Parse(string text)
    {
        var pairs = new List<(string Target, string Field)>();
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            var target = cut > 0 ? pair[..cut].Trim() : pair;
            if (cut <= 0 || cut == pair.Length - 1 || !(Targets.Contains(target) || target.StartsWith("markers.", StringComparison.Ordinal))
                || pairs.Exists(known => known.Target == target))
            {
                throw new DataFormatException(
                    $"--map '{pair}' is not allowed. Allowed: {string.Join(", ", Targets.Select(t => t + "=FIELD"))} and markers.CATEGORY=FIELD, "
                    + "each once, with commas between; FIELD may be a path such as answers.0.text.");
            }

            pairs.Add((target, pair[(cut + 1)..].Trim()));
        }

        bool Has(string target) => pairs.Exists(pair => pair.Target == target);
        return (Has("prompt") && Has("completion") ? 1 : 0) + (Has("messages") ? 1 : 0) + (Has("text") ? 1 : 0) == 1 ? new FieldMap(pairs)
            : throw new DataFormatException("--map must name prompt=FIELD and completion=FIELD, or messages=FIELD, or text=FIELD.");
    }

    /// <summary>The record under the names that this project knows.</summary>
    /// <exception cref="DataFormatException">A field that the row must have is missing.</exception>
    public JsonObject Apply(JsonObject record)
    {
        var mapped = new JsonObject();
        var markers = new JsonObject();
        foreach (var (target, field) in _pairs)
        {
            var value = Value(record, field);
            if (value is null)
            {
                if (target is "prompt" or "completion" or "messages" or "text")
                {
                    throw new DataFormatException($"the row has no '{field}', which --map names as {target}");
                }

                continue;
            }

            var copy = value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && target is not "messages"
                ? JsonValue.Create(value.ToJsonString()) : value.DeepClone();
            if (target.StartsWith("markers.", StringComparison.Ordinal))
            {
                markers[target["markers.".Length..]] = copy;
            }
            else
            {
                mapped[target] = copy;
            }
        }

        if (markers.Count > 0)
        {
            mapped["markers"] = markers;
        }

        return mapped;
    }

    private static JsonNode? Value(JsonObject record, string field)
    {
        if (record[field] is { } named)
        {
            return named;
        }

        JsonNode? node = record;
        foreach (var step in field.Split('.'))
        {
            node = node switch
            {
                JsonObject fields => fields[step],
                JsonArray list when int.TryParse(step, out var place) && place >= 0 && place < list.Count => list[place],
                _ => null,
            };
        }

        return node;
    }
}
