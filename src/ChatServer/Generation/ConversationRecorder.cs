using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Storage;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>
/// Stores a conversation while it is being answered: the question before <c>started</c> is sent, the answer before <c>done</c>
/// is, so that whoever has seen those events finds the messages again. An answer that is cut off is stored as far as it came.
/// </summary>
/// <param name="store">The stored conversations.</param>
/// <param name="logger">Logs an answer that could not be stored.</param>
internal sealed partial class ConversationRecorder(ConversationStore store, ILogger<ConversationRecorder> logger)
{
    /// <summary>Passes a reply on and stores it.</summary>
    /// <param name="place">The conversation.</param>
    /// <param name="question">The text of the user's last message.</param>
    /// <param name="events">The reply.</param>
    /// <param name="cancellationToken">Ends the wait for the database before the reply has begun.</param>
    /// <exception cref="RequestException">There is no such conversation.</exception>
    public async IAsyncEnumerable<ChatEvent> RecordAsync(
        ConversationPlace place,
        string question,
        IAsyncEnumerable<ChatEvent> events,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await store.AppendAsync(place.Owner, place.Id, new StoredMessage("user", question), cancellationToken))
        {
            throw RequestException.NoConversation("conversationId");
        }

        var text = new StringBuilder();
        var answer = new StoredMessage("assistant", "") { FinishReason = StoredMessage.Interrupted };
        bool stored = false;
        try
        {
            await foreach (ChatEvent next in events)
            {
                answer = Add(answer, text, next);
                if (next is DoneEvent)
                {
                    await StoreAsync(place, answer, text);
                    stored = true;
                }

                yield return next;
            }
        }
        finally
        {
            if (!stored && text.Length > 0)
            {
                await StoreRestAsync(place, answer, text);
            }
        }
    }

    private static StoredMessage Add(StoredMessage answer, StringBuilder text, ChatEvent next)
    {
        switch (next)
        {
            case TextEvent piece:
                text.Append(piece.Delta);
                return answer;
            case MarkersEvent markers:
                return answer with { Given = markers.Given, Inferred = markers.Inferred };
            case AdherenceEvent adherence:
                return answer with { Adherence = adherence.Adherence };
            case DoneEvent done:
                return answer with { FinishReason = done.FinishReason };
            default:
                return answer;
        }
    }

    // The caller may be gone; what it was sent is stored all the same. A conversation that was deleted meanwhile stays deleted.
    private Task<bool> StoreAsync(ConversationPlace place, StoredMessage answer, StringBuilder text) =>
        store.AppendAsync(place.Owner, place.Id, answer with { Content = text.ToString() }, CancellationToken.None);

    // The reply has ended already, and nobody waits who could be told.
    private async Task StoreRestAsync(ConversationPlace place, StoredMessage answer, StringBuilder text)
    {
        try
        {
            await StoreAsync(place, answer, text);
        }
        catch (DbException e)
        {
            LogLost(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An interrupted answer could not be stored")]
    private partial void LogLost(Exception exception);
}
