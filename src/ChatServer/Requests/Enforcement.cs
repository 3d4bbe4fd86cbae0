using System.Text.Json.Nodes;
using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>Which categories a request may enforce, told to clients with the taxonomy.</summary>
internal static class Enforcement
{
    /// <summary>The taxonomy's JSON, each category with <c>enforceable</c> beside it.</summary>
    public static string Describe(MarkerTaxonomy taxonomy)
    {
        JsonNode json = JsonNode.Parse(taxonomy.ToJson())!;
        foreach (JsonNode? category in json["categories"]!.AsArray())
        {
            category!["enforceable"] = ChatOptionsMarkerExtensions.EnforceableCategories.Contains(category["name"]!.GetValue<string>());
        }

        return json.ToJsonString();
    }

    /// <exception cref="RequestException">A category cannot be enforced.</exception>
    public static void Check(IEnumerable<string?> enforce)
    {
        foreach (string? category in enforce)
        {
            if (!ChatOptionsMarkerExtensions.EnforceableCategories.Contains(category))
            {
                throw new RequestException(
                    ErrorCodes.InvalidMarkers,
                    $"'{category}' cannot be enforced. Allowed: {string.Join(", ", ChatOptionsMarkerExtensions.EnforceableCategories)}.",
                    "enforce");
            }
        }
    }
}
