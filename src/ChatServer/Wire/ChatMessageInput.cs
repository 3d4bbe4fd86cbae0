namespace TreasureMarkers.ChatServer.Wire;

/// <summary>One message of a request.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text. Whatever it contains is text: tags in it never act as markers or roles.</param>
internal sealed record ChatMessageInput(string Role, string Content);
