using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Annotation;

/// <summary>A user's row: all of its fields, and what of them is measured.</summary>
/// <param name="Fields">The whole row.</param>
/// <param name="Prompt">The last user message before the answer.</param>
/// <param name="Answer">The last assistant message; null when it is calls of functions, which are no text.</param>
/// <param name="Markers">The markers that the row has already.</param>
internal sealed record InputRow(JsonObject Fields, string Prompt, string? Answer, MarkerSet Markers)
{
    /// <summary>Reads a row from its line.</summary>
    /// <exception cref="DataFormatException">It is no row; the message says why.</exception>
    /// <exception cref="MarkerException">It has a marker that the taxonomy does not allow.</exception>
    public static InputRow Parse(string text, MarkerTaxonomy taxonomy)
    {
        var fields = SourceRecord.Parse(text);
        var row = RowShapes.Read(fields);
        return row.Text is null ? new InputRow(fields, row.Prompt, row.Answer, MarkersOf(row.Fields, taxonomy))
            : throw new DataFormatException("a running text has no answer that markers could describe");
    }

    /// <summary>The markers that a row has already.</summary>
    /// <exception cref="DataFormatException">They are no object of texts and numbers.</exception>
    /// <exception cref="MarkerException">The taxonomy does not allow one of them.</exception>
    public static MarkerSet MarkersOf(JsonObject fields, MarkerTaxonomy taxonomy) => fields["markers"] switch
    {
        null => MarkerSet.Empty(taxonomy),
        JsonObject named => MarkerSet.Create(
            taxonomy, named.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, Value(m.Key, m.Value!)))),
        _ => throw new DataFormatException("'markers' must be an object of categories and values"),
    };

    private static string Value(string name, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.ToJsonString(),
        _ => throw new DataFormatException($"marker '{name}' must be a string or a number"),
    };
}
