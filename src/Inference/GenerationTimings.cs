namespace TreasureMarkers.Inference;

/// <summary>Where an answer's time went.</summary>
/// <param name="Queued">Waiting for the model.</param>
/// <param name="Prefill">Reading the prompt, up to the first marker's logits.</param>
/// <param name="Markers">Choosing the markers, up to the text's first logits.</param>
/// <param name="MarkerPasses">Forward passes after the prompt's own that the marker list took.</param>
/// <param name="Decode">Writing the text.</param>
/// <param name="DecodeTokens">Tokens of the text, the end token included.</param>
public sealed record GenerationTimings(
    TimeSpan Queued,
    TimeSpan Prefill,
    TimeSpan Markers,
    int MarkerPasses,
    TimeSpan Decode,
    int DecodeTokens)
{
    /// <summary>Tokens of text per second; 0 where nothing was decoded.</summary>
    public double DecodeTokensPerSecond => Decode > TimeSpan.Zero ? DecodeTokens / Decode.TotalSeconds : 0;
}
