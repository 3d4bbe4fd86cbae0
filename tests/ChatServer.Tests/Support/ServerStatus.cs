namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>What <c>GET /api/status</c> answers.</summary>
public sealed record ServerStatus(int Active, int Queued, long Completed, long Cancelled, long Failed, double? LastStopMilliseconds);
