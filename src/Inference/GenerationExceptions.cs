namespace TreasureMarkers.Inference;

/// <summary>
/// As many requests wait for the model as <see cref="MarkerModelOptions.QueueLength"/> allows; this one was not queued. Try again
/// later.
/// </summary>
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

/// <summary>The conversation does not fit the model's context; nothing was cut and nothing was generated.</summary>
public sealed class PromptTooLongException : ArgumentException
{
    /// <summary>Creates the exception without a message.</summary>
    public PromptTooLongException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was too long and which lengths are allowed.</param>
    public PromptTooLongException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What was too long and which lengths are allowed.</param>
    /// <param name="innerException">The cause.</param>
    public PromptTooLongException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal PromptTooLongException(int promptTokens, bool atLeast, int maxPromptTokens, int contextLength)
        : base(
            $"The conversation takes {(atLeast ? "at least " : "")}{promptTokens} tokens, but at most {maxPromptTokens} fit: "
            + $"the model's context is {contextLength} tokens, of which the marker list and the answer need the rest. Shorten the "
            + "message or drop earlier turns.")
    {
        PromptTokens = promptTokens;
        MaxPromptTokens = maxPromptTokens;
        ContextLength = contextLength;
    }

    /// <summary>Tokens of the rendered conversation, or a lower bound where it was refused before being encoded.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens that would have fitted.</summary>
    public int MaxPromptTokens { get; }

    /// <summary>Tokens of the model's context: prompt, marker list and answer together.</summary>
    public int ContextLength { get; }
}

/// <summary>The answer may have fewer tokens than the shortest that keeps to its format or makes the call that it must.</summary>
public sealed class OutputLimitException : ArgumentException
{
    /// <summary>Creates the exception without a message.</summary>
    public OutputLimitException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What the limit is and what it must be.</param>
    public OutputLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What the limit is and what it must be.</param>
    /// <param name="innerException">The cause.</param>
    public OutputLimitException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
