namespace TreasureMarkers.Training.Evaluation;

/// <summary>What a served model answered.</summary>
/// <param name="Text">The answer; empty if the request was refused.</param>
/// <param name="Inferred">The markers that the model chose itself; empty for an endpoint that does not tell.</param>
/// <param name="FinishReason"><c>stop</c> or <c>length</c>; null if the request was refused.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="Milliseconds">From request to answer.</param>
/// <param name="Refusal">Why the request was refused (a prompt longer than the context, for one); null if it was answered.</param>
public sealed record EvalAnswer(
    string Text,
    IReadOnlyDictionary<string, string> Inferred,
    string? FinishReason,
    long CompletionTokens,
    double Milliseconds,
    string? Refusal = null);
