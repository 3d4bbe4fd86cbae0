using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace TreasureMarkers.Plugin.Tests.Functions;

/// <summary>A client that gives prepared answers in turn and keeps what it was asked.</summary>
internal sealed class ScriptedClient(params IReadOnlyList<AIContent>[] answers) : IChatClient
{
    public List<(List<ChatMessage> Messages, ChatOptions? Options)> Calls { get; } = [];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Add(([.. messages], options?.Clone()));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. answers[Calls.Count - 1]])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
