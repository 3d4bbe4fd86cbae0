using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference;

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

/// <summary>The functions that an answer may call instead of being text.</summary>
/// <param name="Tools">What is offered.</param>
/// <param name="Grammar">One call of any of them, or of the one that must be called.</param>
/// <param name="Required">Whether the answer must be a call.</param>
/// <param name="Several">Whether the answer may be more than one call.</param>
internal sealed record CallRequest(IReadOnlyList<PromptTool> Tools, Grammar Grammar, bool Required, bool Several)
{
    /// <summary>The most tokens that the shortest call can take.</summary>
    public int ShortestLength => 1 + Grammar.ShortestLength;
}
