using System.Text.Json;
using NJsonSchema;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation;

/// <summary>Holds calls against their functions' schemas, by a validator that shares no code with the server's grammars.</summary>
internal sealed class CallCheck
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private readonly Dictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    /// <summary>Whether a call is of an offered function, and its arguments are a JSON object that the function's schema allows.</summary>
    /// <param name="call">The call.</param>
    /// <param name="tools">The functions that were offered.</param>
    /// <param name="ct">Stops the reading of a schema.</param>
    public async Task<bool> IsValidAsync(EvalCall call, IReadOnlyList<PromptTool> tools, CancellationToken ct) =>
        tools.FirstOrDefault(tool => tool.Name == call.Name) is { } tool
        && IsObject(call.Arguments)
        && (await SchemaAsync(tool.Parameters.GetRawText(), ct)).Validate(call.Arguments).Count == 0;

    private static bool IsObject(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments, Strict);
            return json.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<JsonSchema> SchemaAsync(string text, CancellationToken ct) =>
        _schemas.TryGetValue(text, out JsonSchema? known) ? known : _schemas[text] = await JsonSchema.FromJsonAsync(text, ct);
}
