namespace TreasureMarkers.ChatServer.Conversations;

/// <summary>Where a reply is stored.</summary>
/// <param name="Owner">Whose conversation it is.</param>
/// <param name="Id">Its id.</param>
internal sealed record ConversationPlace(string Owner, string Id);
