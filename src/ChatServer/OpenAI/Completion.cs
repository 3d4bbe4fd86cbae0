using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>OpenAI's <c>chat.completion</c> object, or one <c>chat.completion.chunk</c> of a stream, with the markers beside it.</summary>
/// <param name="Id">The same for every chunk of an answer.</param>
/// <param name="Object"><c>chat.completion</c> or <c>chat.completion.chunk</c>.</param>
/// <param name="Created">Unix time in seconds.</param>
/// <param name="Model">The served model.</param>
/// <param name="Choices">One choice; none in the chunk that carries the usage.</param>
internal sealed record Completion(string Id, string Object, long Created, string Model, IReadOnlyList<CompletionChoice> Choices)
{
    /// <summary>Tokens read and written.</summary>
    public CompletionUsage? Usage { get; init; }

    /// <summary>The markers of the answer; in a stream, in the chunk before its text.</summary>
    public CompletionMarkers? Markers { get; init; }

    /// <summary>What the text has against its markers; in a stream, in the chunk with the finish reason.</summary>
    public IReadOnlyDictionary<string, AdherenceResult>? Adherence { get; init; }
}
