namespace TreasureMarkers.ChatServer.Generation;

/// <summary>What <c>GET /api/status</c> answers. Counts are since the start of the server.</summary>
/// <param name="Active">Requests that the model is working for at this moment.</param>
/// <param name="Queued">Requests that wait for the model.</param>
/// <param name="Completed">Generations that reached their end.</param>
/// <param name="Cancelled">Generations that their caller, or the server's shutdown, stopped.</param>
/// <param name="Failed">Generations that ended with an error.</param>
/// <param name="LastStopMilliseconds">From the last cancellation to the model's stop; null before the first.</param>
internal sealed record GenerationStatus(
    int Active, int Queued, long Completed, long Cancelled, long Failed, double? LastStopMilliseconds);
