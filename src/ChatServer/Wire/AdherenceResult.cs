namespace TreasureMarkers.ChatServer.Wire;

/// <summary>Whether the text kept one marker.</summary>
/// <param name="Asked">The marker's value. A length in tokens, sentences or paragraphs is an upper limit.</param>
/// <param name="Measured">What the text has; null if it cannot be told.</param>
/// <param name="Met">Whether the text kept it.</param>
internal sealed record AdherenceResult(string Asked, string? Measured, bool Met);
