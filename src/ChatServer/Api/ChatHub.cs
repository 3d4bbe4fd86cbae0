using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using TreasureMarkers.ChatServer.Access;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Engines;
using TreasureMarkers.ChatServer.Generation;

namespace TreasureMarkers.ChatServer.Api;

/// <summary>The SignalR hub at <c>/hubs/chat</c>.</summary>
/// <param name="replies">Answers requests.</param>
/// <param name="limiter">Counts what one connection asks.</param>
/// <param name="model">The model, whose markers requests may name.</param>
internal sealed class ChatHub(ReplyService replies, ServedModel model, ClientLimiter limiter) : Hub
{
    /// <summary>The path of the hub.</summary>
    public const string Path = "/hubs/chat";

    /// <summary>Streams the reply to one request. Cancelling the stream, or disconnecting, stops the model.</summary>
    /// <param name="request">
    /// A <see cref="ChatRequest"/>. It is read here and not by SignalR, whose own answer to a malformed argument does not say
    /// what was wrong.
    /// </param>
    /// <param name="cancellationToken">Cancelled by the caller's cancel message and by the end of the connection.</param>
    public IAsyncEnumerable<ChatEvent> StreamReply(JsonElement request, CancellationToken cancellationToken) =>
        replies.StreamAsync(
            () =>
            {
                limiter.Count(Context.GetHttpContext());
                return ReplyRequest.From(RequestJson.Read<ChatRequest>(request), model.Taxonomy, Context.User.Owner());
            },
            cancellationToken);
}
