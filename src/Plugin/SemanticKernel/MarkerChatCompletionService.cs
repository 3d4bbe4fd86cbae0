using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using FunctionCallContent = Microsoft.SemanticKernel.FunctionCallContent;

namespace TreasureMarkers.SemanticKernel;

/// <summary>
/// A marker model as a chat completion service: Semantic Kernel's own adapter of chat clients, with typed settings, function
/// invocation by <see cref="FunctionChoiceBehavior"/>, and markers in the messages' metadata (<see cref="MarkerMetadata"/>).
/// Settings are <see cref="MarkerPromptExecutionSettings"/>, or others with the same names.
/// </summary>
public sealed class MarkerChatCompletionService : IChatCompletionService
{
    private readonly IChatCompletionService _adapter;

    /// <summary>Wraps a chat client; who made the client disposes it.</summary>
    /// <param name="client">A <see cref="Plugin.MarkerChatClient"/>, or a pipeline around one.</param>
    /// <param name="services">Where loggers and what functions need are found; none by default.</param>
    public MarkerChatCompletionService(IChatClient client, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _adapter = client.AsBuilder()
            .UseKernelFunctionInvocation(services?.GetService<ILoggerFactory>())
            .Use(inner => new KernelChatClient(inner))
            .Build(services)
            .AsChatCompletionService(services);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, object?> Attributes => _adapter.Attributes;

    /// <summary>Answers; functions that were called on the way, and their results, are added to the history.</summary>
    /// <param name="chatHistory">The conversation.</param>
    /// <param name="executionSettings">Sampling, limits, markers, enforcement and functions.</param>
    /// <param name="kernel">Whose functions are called.</param>
    /// <param name="cancellationToken">Ends the generation, or the wait for the model.</param>
    /// <returns>One message.</returns>
    /// <exception cref="ArgumentException">
    /// The settings or the messages cannot be used; <see cref="Markers.MarkerException"/> for a marker.
    /// </exception>
    /// <exception cref="NotSupportedException">Functions for a model that was trained without, or a content that is not text.</exception>
    public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        ChatHistory chatHistory,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default)
    {
        var messages = await _adapter.GetChatMessageContentsAsync(chatHistory, Read(executionSettings), kernel, cancellationToken);
        var calls = new KernelCalls(kernel);
        foreach (var message in messages)
        {
            calls.Resolve(message);
        }

        return messages;
    }

    /// <summary>Answers piece by piece: the first piece's metadata has the markers, the last one's adherence, usage and timings.</summary>
    /// <inheritdoc cref="GetChatMessageContentsAsync" path="/*[not(self::summary or self::returns)]" />
    public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        ChatHistory chatHistory,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new KernelCalls(kernel);
        var pieces = _adapter.GetStreamingChatMessageContentsAsync(chatHistory, Read(executionSettings), kernel, cancellationToken);
        await foreach (var piece in pieces)
        {
            calls.Resolve(piece);
            yield return piece;
        }
    }

    /// <summary>Semantic Kernel's adapter ignores values that it cannot read; this refuses them.</summary>
    private static MarkerPromptExecutionSettings? Read(PromptExecutionSettings? settings) =>
        settings is null ? null : MarkerPromptExecutionSettings.FromExecutionSettings(settings);
}

/// <summary>
/// Gives calls that are left to the caller their plugin's name. Semantic Kernel's adapter joins it to the function's, so that
/// <see cref="FunctionCallContent.InvokeAsync"/> finds nothing, and gives all calls of a stream the same index.
/// </summary>
/// <param name="kernel">The kernel whose functions are called; null changes nothing.</param>
internal sealed class KernelCalls(Kernel? kernel)
{
    private int _streamed;

    /// <summary>Names the functions of an answer's calls.</summary>
    public void Resolve(ChatMessageContent message)
    {
        for (var i = 0; i < message.Items.Count; i++)
        {
            if (message.Items[i] is FunctionCallContent { PluginName: null } call && Find(call.FunctionName) is { } function)
            {
                message.Items[i] = new FunctionCallContent(function.Name, function.PluginName, call.Id, call.Arguments)
                {
                    ModelId = call.ModelId,
                };
            }
        }
    }

    /// <summary>Names the functions of a piece's calls, as <see cref="FunctionCallContentBuilder"/> reads them, and counts them.</summary>
    public void Resolve(StreamingChatMessageContent piece)
    {
        for (var i = 0; i < piece.Items.Count; i++)
        {
            if (piece.Items[i] is StreamingFunctionCallUpdateContent { Name: { } name } call && Find(name) is { } function)
            {
                var full = $"{function.PluginName}-{function.Name}";
                piece.Items[i] = new StreamingFunctionCallUpdateContent(call.CallId, full, call.Arguments, _streamed++)
                {
                    ModelId = call.ModelId,
                };
            }
        }
    }

    private KernelFunction? Find(string name) =>
        kernel?.Plugins.SelectMany(plugin => plugin).FirstOrDefault(function => $"{function.PluginName}_{function.Name}" == name);
}
