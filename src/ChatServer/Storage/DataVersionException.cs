namespace TreasureMarkers.ChatServer.Storage;

/// <summary>The database was written by a later release, whose tables this one does not know.</summary>
/// <param name="found">The database's version.</param>
/// <param name="known">The latest version that this server knows.</param>
internal sealed class DataVersionException(long found, int known)
    : Exception($"The database has version {found} and this server knows up to {known}. Use the later server, or another database (--database).");
