using Microsoft.SemanticKernel;

namespace TreasureMarkers.SemanticKernel;

/// <summary>
/// Gives calls that are left to the caller their plugin's name. Semantic Kernel's adapter joins it to the function's, so that
/// <see cref="FunctionCallContent.InvokeAsync"/> finds nothing, and gives all calls of a stream the same index.
/// </summary>
/// <param name="kernel">Whose functions are called; null changes nothing.</param>
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
                message.Items[i] = new FunctionCallContent(function.Name, function.PluginName, call.Id, call.Arguments) { ModelId = call.ModelId };
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
                piece.Items[i] = new StreamingFunctionCallUpdateContent(call.CallId, $"{function.PluginName}-{function.Name}", call.Arguments, _streamed++) { ModelId = call.ModelId };
            }
        }
    }

    private KernelFunction? Find(string name) =>
        kernel?.Plugins.SelectMany(plugin => plugin).FirstOrDefault(function => $"{function.PluginName}_{function.Name}" == name);
}
