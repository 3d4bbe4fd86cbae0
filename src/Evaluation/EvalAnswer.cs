namespace TreasureMarkers.Evaluation;

/// <summary>What a served model answered.</summary>
/// <param name="Text">The answer; empty if the request was refused.</param>
/// <param name="Inferred">The markers that the model chose itself; empty for an endpoint that does not tell.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>; null if the request was refused.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="Milliseconds">From request to answer.</param>
/// <param name="Refusal">Why the request was refused (a prompt longer than the context, for one); null if it was answered.</param>
internal sealed record EvalAnswer(
    string Text,
    IReadOnlyDictionary<string, string> Inferred,
    string? FinishReason,
    long CompletionTokens,
    double Milliseconds,
    string? Refusal = null)
{
    /// <summary>The code of the refusal, where the server gives one: <c>unsupported</c> for what the model was not trained for.</summary>
    public string? RefusalCode { get; init; }

    /// <summary>The calls that it makes, in their order; null where it makes none.</summary>
    public IReadOnlyList<EvalCall>? Calls { get; init; }
}
