using Microsoft.Extensions.AI;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Plugin.Requests;

/// <summary>Reads what an answer's text is held to.</summary>
internal static class GrammarReader
{
    private const string Format = "format";
    private const string Json = "JSON";

    /// <summary>A JSON response format asks for the marker too, unless the request sets another format.</summary>
    public static MarkerSet AddFormat(ChatOptions options, MarkerSet given) =>
        options.ResponseFormat is ChatResponseFormatJson && !given.ContainsKey(Format)
        && given.Taxonomy.Categories.Any(category => category.Name == Format && category.Values.Contains(Json))
            ? given.With(Format, Json)
            : given;

    /// <summary>The grammar of the response format, or of the format marker where that is enforced; null for neither.</summary>
    /// <exception cref="MarkerException">The format is to be enforced, and none is set or the one set has no grammar.</exception>
    /// <exception cref="NotSupportedException">The JSON schema has a keyword that cannot be kept.</exception>
    public static Grammar? Read(ChatOptions options, MarkerSet given, IReadOnlyList<string> enforced)
    {
        if (options.ResponseFormat is ChatResponseFormatJson json)
        {
            return (json.Schema is { } schema ? JsonSchemaGrammar.Create(schema) : JsonGrammar.Instance).AfterSpace();
        }

        if (!enforced.Contains(Format))
        {
            return null;
        }

        var grammar = given.TryGetValue(Format, out var format) ? FormatGrammars.Find(format) : null;
        return grammar?.AfterSpace() ?? throw new MarkerException(
            $"The format cannot be enforced, since {(format is null ? "none is set" : $"{format} has no grammar")}: set the marker format to one of {string.Join(", ", FormatGrammars.Names)}.",
            Format,
            [.. FormatGrammars.Names]);
    }
}
