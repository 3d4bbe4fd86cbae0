using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The next piece of the answer; never half a character.</summary>
/// <param name="Delta">The text to append.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextEvent), Type)]
internal record TextEvent(string Delta) : ChatEvent
{
    /// <summary>The discriminator of this event.</summary>
    public const string Type = "text";
}
