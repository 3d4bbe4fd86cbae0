using Microsoft.Extensions.AI;

namespace TreasureMarkers.Inference.Generation;

/// <summary>What a generation tells as it goes: markers, then text, then its end.</summary>
internal abstract record GenerationEvent
{
    /// <summary>The markers are chosen.</summary>
    public sealed record MarkersChosen(MarkerContent Markers) : GenerationEvent;

    /// <summary>More text; never empty.</summary>
    public sealed record Text(string Delta) : GenerationEvent;

    /// <summary>A function is called.</summary>
    public sealed record Call(FunctionCallContent Content) : GenerationEvent;

    /// <summary>The answer is complete.</summary>
    public sealed record Finished(ChatFinishReason Reason, UsageDetails Usage, GenerationTimings Timings) : GenerationEvent;
}
