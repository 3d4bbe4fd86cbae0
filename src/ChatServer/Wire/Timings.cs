namespace TreasureMarkers.ChatServer.Wire;

/// <summary>Where the time of one generation went.</summary>
/// <param name="QueuedMilliseconds">Waiting for the model.</param>
/// <param name="PrefillMilliseconds">Reading the prompt.</param>
/// <param name="MarkersMilliseconds">Choosing the markers.</param>
/// <param name="DecodeMilliseconds">Writing the text.</param>
/// <param name="FirstTextMilliseconds">From the request's arrival to the first text; null if there was none.</param>
/// <param name="TotalMilliseconds">From the request's arrival to the end, sending included.</param>
/// <param name="TokensPerSecond">Tokens of text per second of <paramref name="DecodeMilliseconds"/>.</param>
internal sealed record Timings(
    double QueuedMilliseconds,
    double PrefillMilliseconds,
    double MarkersMilliseconds,
    double DecodeMilliseconds,
    double? FirstTextMilliseconds,
    double TotalMilliseconds,
    double TokensPerSecond);
