using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace TreasureMarkers.SemanticKernel;

/// <summary>
/// The functions of one request as the model sees them: by their own names, which it was trained with, where these are unique.
/// Semantic Kernel puts the plugin's name before them, and the description once more among the schema's keywords.
/// </summary>
internal sealed class KernelToolNames
{
    private const string Description = "condition";
    private readonly Dictionary<string, string> _modelNames = [];
    private readonly Dictionary<string, string> _kernelNames = [];

    /// <summary>Reads the functions that a request offers.</summary>
    public KernelToolNames(IEnumerable<AITool>? tools)
    {
        var all = (tools ?? []).ToList();
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
            ? new FunctionCallContent(call.CallId, name, call.Arguments) { AdditionalProperties = call.AdditionalProperties, RawRepresentation = call.RawRepresentation }
            : content),
    ];

    private static JsonElement WithoutDescription(JsonElement schema)
    {
        if (JsonObject.Create(schema) is not { } changed || !changed.Remove(Description))
        {
            return schema;
        }

        return JsonSerializer.SerializeToElement<JsonNode>(changed);
    }

    private AITool ForModel(AITool tool) => tool is KernelFunction function
        ? AIFunctionFactory.CreateDeclaration(_modelNames[tool.Name], function.Description, WithoutDescription(function.JsonSchema))
        : tool;
}
