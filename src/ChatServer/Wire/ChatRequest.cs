namespace TreasureMarkers.ChatServer.Wire;

/// <summary>What a client asks of <c>StreamReply</c>.</summary>
/// <param name="Messages">The conversation so far, oldest first; the last one is the user's.</param>
internal sealed record ChatRequest(IReadOnlyList<ChatMessageInput> Messages)
{
    /// <summary>A conversation of <c>/api/conversations</c> to which the last message and its answer are appended; null stores nothing.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Category to value (a string or a number). Categories that are absent or null are left to the model.</summary>
    public IReadOnlyDictionary<string, string>? Markers { get; init; }

    /// <summary>Categories of <see cref="Markers"/> to hold by force and not only by conditioning.</summary>
    public IReadOnlyList<string>? Enforce { get; init; }

    /// <summary>Sampling options; what is absent takes the model's default.</summary>
    public SamplingOptions? Options { get; init; }
}
