namespace TreasureMarkers.Inference;

/// <summary>As many requests wait for the model as <see cref="MarkerModelOptions.QueueLength"/> allows; this one was not queued. Try again later.</summary>
public sealed class QueueFullException : InvalidOperationException
{
    /// <summary>Creates the exception without a message.</summary>
    public QueueFullException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">How long the queue is and what to do.</param>
    public QueueFullException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">How long the queue is and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public QueueFullException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
