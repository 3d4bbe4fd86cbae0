using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation;

/// <summary>One question to a served model, in the members of <c>POST /v1/chat/completions</c>. Decoding is greedy.</summary>
/// <param name="Messages">The conversation, ending with the user's turn.</param>
/// <param name="MaxTokens">Tokens the answer may take.</param>
internal sealed record EvalRequest(IReadOnlyList<PromptMessage> Messages, int MaxTokens)
{
    private static readonly JsonSerializerOptions Json = new(DataFolder.Json)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Markers to set; null leaves all to the model. Sorted, so that equal requests have equal keys.</summary>
    public SortedDictionary<string, string>? Markers { get; init; }

    /// <summary>Categories to enforce; null for none.</summary>
    public IReadOnlyList<string>? Enforce { get; init; }

    /// <summary>The functions offered; null for none.</summary>
    public IReadOnlyList<PromptTool>? Tools { get; init; }

    /// <summary>Always 0: the figures are to be repeatable.</summary>
    public double Temperature { get; }

    /// <summary>The body to post.</summary>
    public string ToJson()
    {
        if (Tools is null && Messages.All(message => message.ToolCalls is null))
        {
            return JsonSerializer.Serialize(this, Json);
        }

        JsonObject body = JsonSerializer.SerializeToNode(this, Json)!.AsObject();
        body["messages"] = EvalFunctions.Messages(Messages);
        body["tools"] = Tools is null ? null : EvalFunctions.Tools(Tools);
        return body.ToJsonString(Json);
    }

    /// <summary>Names this request to this model: an answer under the same key need not be asked for again.</summary>
    /// <param name="modelHash">The hash of the model's files.</param>
    public string Key(string modelHash) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(modelHash + "\n" + ToJson())))[..24];
}
