using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>A chat client that says what a test wrote, for what no random model says on demand: tool calls and failures.</summary>
/// <param name="script">The contents of the answer to a conversation, one update each.</param>
internal sealed class ScriptedClient(Func<IReadOnlyList<ChatMessage>, IEnumerable<AIContent>> script) : IChatClient
{
    public IReadOnlyList<ChatMessage> Messages { get; private set; } = [];

    public ChatOptions Options { get; private set; } = new();

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Messages = [.. messages];
        Options = options ?? new ChatOptions();
        foreach (AIContent content in script(Messages))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
        }

        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
