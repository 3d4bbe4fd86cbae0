using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The request was refused or failed; nothing follows.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What was wrong, what is allowed and what to do; never internals of the server.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ErrorEvent), Type)]
internal record ErrorEvent(string Code, string Message) : ChatEvent
{
    /// <summary>The member of the request that was wrong, for APIs that name it apart; null if it is the whole.</summary>
    [JsonIgnore]
    public string? Param { get; init; }

    /// <summary>Seconds after which the request may be made again; null if it is not a matter of time.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The discriminator of this event.</summary>
    public const string Type = "error";
}
