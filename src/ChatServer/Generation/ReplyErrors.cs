using System.Data.Common;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Generation;

/// <summary>What a caller is told of an exception.</summary>
internal static class ReplyErrors
{
    /// <summary>The server is stopping.</summary>
    public static ErrorEvent ShuttingDown { get; } = new(ErrorCodes.ShuttingDown, "The server is stopping; ask again when it is back.");

    /// <summary>The server's own fault, without its details.</summary>
    public static ErrorEvent Defect { get; } = new(ErrorCodes.Internal, "The server failed on this request; its log has the details.");

    /// <summary>The error that was written for the caller; null if the exception is a defect.</summary>
    public static ErrorEvent? Find(Exception exception) => exception switch
    {
        RequestException e => new ErrorEvent(e.Code, e.Message) { Param = e.Param, RetryAfterSeconds = e.RetryAfterSeconds },
        MarkerException e => new ErrorEvent(ErrorCodes.InvalidMarkers, e.Message) { Param = "markers" },
        PromptTooLongException e => new ErrorEvent(ErrorCodes.ContextLengthExceeded, e.Message) { Param = "messages" },
        OutputLimitException e => new ErrorEvent(ErrorCodes.InvalidRequest, e.Message) { Param = "max_tokens" },
        QueueFullException => new ErrorEvent(ErrorCodes.Overloaded, "Too many requests wait for the model. Try again in a few seconds.") { RetryAfterSeconds = 5 },
        DbException or TimeoutException => new ErrorEvent(ErrorCodes.StorageUnavailable, "The conversations' database cannot be reached. Try again in a few seconds."),

        // The chat client says so, in words for its caller, of what this model cannot do.
        NotSupportedException e => new ErrorEvent(ErrorCodes.Unsupported, e.Message),
        _ => null,
    };
}
