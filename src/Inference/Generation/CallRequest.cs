using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Inference.Generation;

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
