using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Storage;

/// <summary>One message of a stored conversation.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text.</param>
internal sealed record StoredMessage(string Role, string Content)
{
    /// <summary>The <see cref="FinishReason"/> of an answer that its caller, the server's end or an error cut off.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>When it was stored; set by the store.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The markers that the caller set for an answer.</summary>
    public IReadOnlyDictionary<string, string>? Given { get; init; }

    /// <summary>The markers that the model chose for an answer.</summary>
    public IReadOnlyDictionary<string, InferredMarker>? Inferred { get; init; }

    /// <summary>What an answer measures.</summary>
    public IReadOnlyDictionary<string, AdherenceResult>? Adherence { get; init; }

    /// <summary>Why an answer ended: a finish reason, or <see cref="Interrupted"/>.</summary>
    public string? FinishReason { get; init; }
}
