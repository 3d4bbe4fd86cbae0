namespace TreasureMarkers.ChatServer.Storage;

/// <summary>A stored conversation, without its messages.</summary>
/// <param name="Id">32 lower-case hexadecimal digits.</param>
/// <param name="Title">Up to 200 characters; may be empty.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Updated">When it was last written to.</param>
/// <param name="Length">How many messages were appended.</param>
internal sealed record Conversation(string Id, string Title, DateTimeOffset Created, DateTimeOffset Updated, int Length);
