using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The answer is complete.</summary>
/// <param name="FinishReason"><c>stop</c>, <c>length</c> or <c>tool_calls</c>.</param>
/// <param name="Usage">Tokens read and written.</param>
/// <param name="Timings">Where the time went.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DoneEvent), Type)]
internal record DoneEvent(string FinishReason, Usage Usage, Timings Timings) : ChatEvent
{
    /// <summary>The discriminator of this event.</summary>
    public const string Type = "done";
}
