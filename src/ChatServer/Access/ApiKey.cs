namespace TreasureMarkers.ChatServer.Access;

/// <summary>A stored API key, without its secret.</summary>
/// <param name="Id">Names its owner's conversations.</param>
/// <param name="Name">As it was given at its making; unique.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null while it is valid.</param>
internal sealed record ApiKey(string Id, string Name, DateTimeOffset Created, DateTimeOffset? Revoked);
