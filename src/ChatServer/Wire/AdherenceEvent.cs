using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>What the finished text really has, against what its markers promised.</summary>
/// <param name="Adherence">Category to result; only categories that can be measured.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AdherenceEvent), Type)]
internal record AdherenceEvent(IReadOnlyDictionary<string, AdherenceResult> Adherence) : ChatEvent
{
    /// <summary>The discriminator of this event.</summary>
    public const string Type = "adherence";
}
