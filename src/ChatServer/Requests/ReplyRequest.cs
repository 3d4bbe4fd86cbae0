using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Conversations;

namespace TreasureMarkers.ChatServer.Requests;

/// <summary>A checked request, from whichever API it came.</summary>
/// <param name="Messages">The conversation so far, oldest first.</param>
/// <param name="Options">Sampling, markers, enforcement, tools and format.</param>
internal sealed record ReplyRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)
{
    /// <summary>Where the last message and its answer are stored; null for nowhere.</summary>
    public ConversationPlace? Place { get; init; }
}
