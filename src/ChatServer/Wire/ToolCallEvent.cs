using System.Text.Json;
using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The model asks the caller to run a tool.</summary>
/// <param name="Name">The name of the tool.</param>
/// <param name="Arguments">Its arguments, a JSON object.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ToolCallEvent), Type)]
internal record ToolCallEvent(string Name, JsonElement Arguments) : ChatEvent
{
    /// <summary>Names the call, for APIs whose results refer to it.</summary>
    [JsonIgnore]
    public string? Id { get; init; }

    /// <summary>The discriminator of this event.</summary>
    public const string Type = "toolCall";
}
