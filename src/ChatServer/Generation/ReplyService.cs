using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>Answers requests, from whichever API they come, as a stream of events.</summary>
/// <param name="client">The model.</param>
/// <param name="monitor">Counts generations.</param>
/// <param name="lifetime">Tells when to end what is running.</param>
/// <param name="logger">Is told of generations and of defects.</param>
public sealed partial class ReplyService(
    MarkerChatClient client, GenerationMonitor monitor, IHostApplicationLifetime lifetime, ILogger<ReplyService> logger)
{
    /// <summary>
    /// Answers one request. Whatever goes wrong is the last event and never an exception; after a cancellation the stream just
    /// ends, once the model has stopped.
    /// </summary>
    /// <param name="read">Reads and validates the request; may throw <see cref="RequestException"/>.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    public async IAsyncEnumerable<ChatEvent> StreamAsync(
        Func<ChatRequest> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = GenerateAsync(read, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        ChatEvent? next;
        do
        {
            next = await NextAsync(events, cancellationToken);
            if (next is not null)
            {
                yield return next;
            }
        }
        while (next is not (null or ErrorEvent));
    }

    private async IAsyncEnumerable<ChatEvent> GenerateAsync(
        Func<ChatRequest> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChatRequest request = read();
        ChatOptions options = request.ToChatOptions(client.Taxonomy);
        using var generation = new GenerationScope(monitor, logger, cancellationToken, lifetime.ApplicationStopping);
        yield return new StartedEvent(generation.Id, client.Model.Name);

        var reply = new ReplyEvents();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(request.ToChatMessages(), options, generation.Token))
        {
            foreach (ChatEvent next in reply.Append(update, generation.Elapsed))
            {
                yield return next;
            }
        }

        generation.Complete();
        yield return reply.Done(generation.Elapsed);
    }

    private async Task<ChatEvent?> NextAsync(IAsyncEnumerator<ChatEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync() ? events.Current : null;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return ToError(e);
        }
    }

    private ErrorEvent ToError(Exception exception)
    {
        switch (exception)
        {
            case RequestException e:
                return new ErrorEvent(e.Code, e.Message) { Param = e.Param };
            case MarkerException e:
                return new ErrorEvent(ErrorCodes.InvalidMarkers, e.Message) { Param = "markers" };
            case PromptTooLongException e:
                return new ErrorEvent(ErrorCodes.ContextLengthExceeded, e.Message) { Param = "messages" };
            case QueueFullException:
                return new ErrorEvent(ErrorCodes.Overloaded, "Too many requests wait for the model. Try again in a few seconds.");
            case Exception when lifetime.ApplicationStopping.IsCancellationRequested:
                return new ErrorEvent(ErrorCodes.ShuttingDown, "The server is stopping; ask again when it is back.");
            default:
                LogDefect(exception);
                return new ErrorEvent(ErrorCodes.Internal, "The server failed on this request; its log has the details.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A reply failed")]
    private partial void LogDefect(Exception exception);
}
