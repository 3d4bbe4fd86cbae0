using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Prompts;

/// <summary>
/// The functions by which a conversation's markers are controlled, derived from a taxonomy: training and serving offer the
/// same. Parameters have no descriptions: with names and values in full they already take several hundred tokens of a prompt.
/// </summary>
internal static class MarkerFunctionDefinitions
{
    /// <summary>Lists the categories and their values; no arguments.</summary>
    public const string List = "list_markers";

    /// <summary>Gives the markers that are set; no arguments.</summary>
    public const string Get = "get_markers";

    /// <summary>Sets markers; one argument for each category to set.</summary>
    public const string Set = "set_markers";

    /// <summary>Removes markers; <c>categories</c> names them, without it all are removed.</summary>
    public const string Clear = "clear_markers";

    /// <summary>Infers the markers that an answer to <c>text</c> would have.</summary>
    public const string Suggest = "suggest_markers";

    private const decimal LargestFloat = 1_000_000m;

    /// <summary>All of them, in a fixed order.</summary>
    public static IReadOnlyList<PromptTool> For(MarkerTaxonomy taxonomy) =>
    [
        new(List, "Lists the marker categories and the values they take.", Schema([])),
        new(Get, "Gives the markers that are set for the next answers.", Schema([])),
        new(Set, "Sets markers for the next answers, such as their language, length or format.", Schema(Categories(taxonomy))),
        new(Clear, "Removes the named markers, or all of them.", Schema(new JsonObject { ["categories"] = Names(taxonomy) })),
        new(Suggest, "Infers the markers that an answer to a text would have.", Schema(Text(), "text")),
    ];

    private static JsonObject Categories(MarkerTaxonomy taxonomy) =>
        new(taxonomy.Categories.Select(category => KeyValuePair.Create<string, JsonNode?>(category.Name, Value(category))));

    private static JsonObject Text() => new() { ["text"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Value(MarkerCategory category) => category.Kind switch
    {
        MarkerKind.Integer => new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = int.MaxValue },
        MarkerKind.Float => new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = LargestFloat },
        _ => new JsonObject { ["enum"] = Strings(category.Values) },
    };

    private static JsonObject Names(MarkerTaxonomy taxonomy) => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject { ["enum"] = Strings(taxonomy.Categories.Select(category => category.Name)) },
    };

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static JsonElement Schema(JsonObject properties, params string[] required)
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Length > 0)
        {
            schema["required"] = Strings(required);
        }

        return JsonSerializer.SerializeToElement<JsonNode>(schema);
    }
}
