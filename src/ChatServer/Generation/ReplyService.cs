using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Engines;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>Answers requests, from whichever API they come, as a stream of events.</summary>
/// <param name="client">The model's chat client.</param>
/// <param name="model">The model.</param>
/// <param name="monitor">Counts generations.</param>
/// <param name="recorder">Stores conversations.</param>
/// <param name="shutdown">Says when to refuse requests and when to end what is running.</param>
/// <param name="logger">Logs generations and defects.</param>
internal sealed partial class ReplyService(
    IChatClient client,
    ServedModel model,
    GenerationMonitor monitor,
    ConversationRecorder recorder,
    ShutdownState shutdown,
    ILogger<ReplyService> logger)
{
    /// <summary>
    /// Answers one request. Whatever goes wrong is the last event and never an exception; after a cancellation the stream just
    /// ends, once the model has stopped.
    /// </summary>
    /// <param name="read">Reads and validates the request; may throw <see cref="RequestException"/>.</param>
    /// <param name="cancellationToken">Stops the model.</param>
    public async IAsyncEnumerable<ChatEvent> StreamAsync(
        Func<ReplyRequest> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = ReplyAsync(read, cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        shutdown.Enter();
        try
        {
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
        finally
        {
            shutdown.Leave();
        }
    }

    private async IAsyncEnumerable<ChatEvent> ReplyAsync(
        Func<ReplyRequest> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (shutdown.IsDraining)
        {
            throw new RequestException(ErrorEvents.ShuttingDown.Code, ErrorEvents.ShuttingDown.Message);
        }

        ReplyRequest request = read();
        var events = GenerateAsync(request, cancellationToken);
        await foreach (ChatEvent next in request.Place is { } place
            ? recorder.RecordAsync(place, request.Messages[^1].Text, events, cancellationToken)
            : events)
        {
            yield return next;
        }
    }

    private async IAsyncEnumerable<ChatEvent> GenerateAsync(
        ReplyRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var generation = new GenerationScope(monitor, logger, cancellationToken, shutdown.Ending);
        yield return new StartedEvent(generation.Id, model.Name);

        var reply = new ReplyEvents();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(
            request.Messages, request.Options, generation.Token))
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
        if (FindError(exception) is { } error)
        {
            return error;
        }

        if (shutdown.IsDraining)
        {
            return ErrorEvents.ShuttingDown;
        }

        LogDefect(exception);
        return ErrorEvents.Internal;
    }

    // The error of an exception whose message is written for the caller; null if the exception is a defect.
    private static ErrorEvent? FindError(Exception exception) => exception switch
    {
        RequestException e => e.ToEvent(),
        MarkerException e => new ErrorEvent(ErrorCodes.InvalidMarkers, e.Message) { Param = "markers" },
        PromptTooLongException e => new ErrorEvent(ErrorCodes.ContextLengthExceeded, e.Message) { Param = "messages" },
        OutputLimitException e => new ErrorEvent(ErrorCodes.InvalidRequest, e.Message) { Param = "max_tokens" },
        QueueFullException => ErrorEvents.Overloaded(5),
        DbException or TimeoutException => ErrorEvents.StorageUnavailable,

        // The chat client throws it, with a message for its caller, for what this model cannot do.
        NotSupportedException e => new ErrorEvent(ErrorCodes.Unsupported, e.Message),
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A reply failed")]
    private partial void LogDefect(Exception exception);
}
