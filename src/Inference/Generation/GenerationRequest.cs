using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Inference.Generation;

/// <summary>A checked request: everything the model needs to answer.</summary>
/// <param name="Prompt">The prompt's ids.</param>
/// <param name="Given">Markers that the caller set.</param>
/// <param name="Sampling">How the text is sampled.</param>
/// <param name="MaxOutputTokens">Most tokens of text.</param>
/// <param name="Stops">Strings that end the text.</param>
/// <param name="Enforced">Categories whose markers are limits.</param>
/// <param name="Grammar">What the text is held to; null for nothing.</param>
/// <param name="Calls">Functions that may be called instead; null for none.</param>
internal sealed record GenerationRequest(
    int[] Prompt,
    MarkerSet Given,
    SamplingSettings Sampling,
    int MaxOutputTokens,
    IReadOnlyList<string> Stops,
    IReadOnlyList<string> Enforced,
    Grammar? Grammar,
    CallRequest? Calls);
