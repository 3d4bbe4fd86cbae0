using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The markers an answer was written under.</summary>
/// <param name="Given">As the caller set them.</param>
/// <param name="Inferred">As the model chose them.</param>
internal sealed record CompletionMarkers(
    IReadOnlyDictionary<string, string> Given, IReadOnlyDictionary<string, InferredValue> Inferred);
