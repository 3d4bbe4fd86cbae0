using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The request was accepted and its generation has begun.</summary>
/// <param name="Id">Names this generation in the server's log.</param>
/// <param name="Model">The name of the model that answers.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartedEvent), Type)]
internal record StartedEvent(string Id, string Model) : ChatEvent
{
    /// <summary>The discriminator of this event.</summary>
    public const string Type = "started";
}
