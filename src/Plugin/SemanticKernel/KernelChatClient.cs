using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using TreasureMarkers.Plugin;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace TreasureMarkers.SemanticKernel;

/// <summary>
/// Stands between Semantic Kernel's adapter and a marker model: offers a kernel's functions under the names that the model was trained
/// with, and copies what the adapter has no content for to the properties that it makes metadata of.
/// </summary>
/// <param name="innerClient">A marker model.</param>
internal sealed class KernelChatClient(IChatClient innerClient) : DelegatingChatClient(innerClient)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var names = new KernelToolNames(options?.Tools);
        var response = await base.GetResponseAsync(names.ForModel(messages), names.ForModel(options), cancellationToken);
        foreach (var message in response.Messages)
        {
            message.Contents = names.ForKernel(message.Contents);
            message.AdditionalProperties = AddMetadata(message.AdditionalProperties, message.Contents, response.FinishReason);
        }

        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var names = new KernelToolNames(options?.Tools);
        await foreach (var update in base.GetStreamingResponseAsync(names.ForModel(messages), names.ForModel(options), cancellationToken))
        {
            update.Contents = names.ForKernel(update.Contents);
            update.AdditionalProperties = AddMetadata(update.AdditionalProperties, update.Contents, update.FinishReason);
            yield return update;
        }
    }

    private static AdditionalPropertiesDictionary? AddMetadata(
        AdditionalPropertiesDictionary? properties, IEnumerable<AIContent> contents, ChatFinishReason? finishReason)
    {
        foreach (var content in contents)
        {
            switch (content)
            {
                case MarkerContent markers:
                    (properties ??= [])[MarkerMetadata.Markers] = markers.All;
                    properties[MarkerMetadata.InferredMarkers] = markers.Inferred;
                    break;
                case AdherenceContent adherence:
                    (properties ??= [])[MarkerMetadata.Adherence] = adherence.Adherence;
                    break;
                case TimingsContent timings:
                    (properties ??= [])[MarkerMetadata.Timings] = timings.Timings;
                    break;
            }
        }

        if (finishReason is { } reason)
        {
            (properties ??= [])[MarkerMetadata.FinishReason] = reason.Value;
        }

        return properties;
    }
}

/// <summary>
/// The functions of one request as the model sees them: by their own names, which it was trained with, where these are unique.
/// Semantic Kernel puts the plugin's name before them, and the description once more among the schema's keywords.
/// </summary>
internal sealed class KernelToolNames
{
    /// <summary>The keyword under which Semantic Kernel repeats the description in a function's schema.</summary>
    private const string Description = "condition";

    private readonly Dictionary<string, string> _modelNames = [];
    private readonly Dictionary<string, string> _kernelNames = [];

    /// <summary>Reads the functions that a request offers.</summary>
    public KernelToolNames(IEnumerable<AITool>? tools)
    {
        AITool[] all = [.. tools ?? []];
        foreach (var tool in all)
        {
            var own = OwnName(tool);
            var name = all.Count(other => OwnName(other) == own) == 1 ? own : tool.Name;
            _modelNames[tool.Name] = name;
            _kernelNames[name] = tool.Name;
        }
    }

    /// <summary>The request's options with the functions as the model sees them.</summary>
    public ChatOptions? ForModel(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
        {
            return options;
        }

        var changed = options.Clone();
        changed.Tools = [.. tools.Select(ForModel)];
        return changed;
    }

    /// <summary>Messages in which earlier calls have the names that the model sees.</summary>
    public IEnumerable<ChatMessage> ForModel(IEnumerable<ChatMessage> messages) => messages.Select(message =>
    {
        var changed = message.Clone();
        changed.Contents = Rename(message.Contents, _modelNames);
        return changed;
    });

    /// <summary>Contents in which the model's calls have the names that the kernel knows.</summary>
    public IList<AIContent> ForKernel(IList<AIContent> contents) => Rename(contents, _kernelNames);

    private static string OwnName(AITool tool) => tool is KernelFunction function ? function.Name : tool.Name;

    private static List<AIContent> Rename(IEnumerable<AIContent> contents, Dictionary<string, string> names) =>
    [
        .. contents.Select(content => content is FunctionCallContent call && names.TryGetValue(call.Name, out var name) && name != call.Name
            ? new FunctionCallContent(call.CallId, name, call.Arguments)
            {
                AdditionalProperties = call.AdditionalProperties,
                RawRepresentation = call.RawRepresentation,
            }
            : content),
    ];

    private static JsonElement WithoutDescription(JsonElement schema) =>
        JsonObject.Create(schema) is { } changed && changed.Remove(Description)
            ? JsonSerializer.SerializeToElement<JsonNode>(changed)
            : schema;

    private AITool ForModel(AITool tool) => tool is KernelFunction function
        ? AIFunctionFactory.CreateDeclaration(_modelNames[tool.Name], function.Description, WithoutDescription(function.JsonSchema))
        : tool;
}
