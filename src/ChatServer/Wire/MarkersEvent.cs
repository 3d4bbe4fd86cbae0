using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The markers the answer is written under; sent before its text.</summary>
/// <param name="Given">Category to value, as the caller set them, in canonical spelling.</param>
/// <param name="Inferred">Category to the value that the model chose itself.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MarkersEvent), Type)]
internal record MarkersEvent(IReadOnlyDictionary<string, string> Given, IReadOnlyDictionary<string, InferredValue> Inferred) : ChatEvent
{
    /// <summary>The discriminator of this event.</summary>
    public const string Type = "markers";
}
