namespace TreasureMarkers.Inference;

/// <summary>
/// As many requests wait for the model as <see cref="MarkerModelOptions.QueueLength"/> allows; this one was not queued. Try again
/// later.
/// </summary>
/// <param name="message">How long the queue is and what to do.</param>
public sealed class QueueFullException(string message) : InvalidOperationException(message);

/// <summary>The answer may have fewer tokens than the shortest that keeps to its format or makes the call that it must.</summary>
/// <param name="message">What the limit is and what it must be.</param>
public sealed class OutputLimitException(string message) : ArgumentException(message);

/// <summary>The conversation does not fit the model's context; nothing was cut and nothing was generated.</summary>
public sealed class PromptTooLongException : ArgumentException
{
    internal PromptTooLongException(int promptTokens, bool atLeast, int maxPromptTokens, int contextLength)
        : base(
            $"The conversation takes {(atLeast ? "at least " : "")}{promptTokens} tokens, but at most {maxPromptTokens} fit: "
            + $"the model's context is {contextLength} tokens, of which the marker list and the answer need the rest. "
            + "Shorten the message or drop earlier turns.")
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
