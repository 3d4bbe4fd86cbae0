using Microsoft.Extensions.AI;
using TreasureMarkers.Inference.Generation;
using TreasureMarkers.Inference.Grammars;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Plugin.Requests;

/// <summary>Reads the functions that a request offers.</summary>
internal static class ToolReader
{
    /// <summary>The functions and how they are called; null where none is offered.</summary>
    /// <param name="options">The request's options.</param>
    /// <param name="canCall">Whether the model was trained with functions.</param>
    /// <exception cref="NotSupportedException">The model cannot call functions, or a tool is no function, or its schema has a keyword that cannot be kept.</exception>
    /// <exception cref="ArgumentException">The function that must be called is not offered.</exception>
    public static CallRequest? Read(ChatOptions options, bool canCall)
    {
        if (options.Tools is not { Count: > 0 } || options.ToolMode is NoneChatToolMode)
        {
            return null;
        }

        if (!canCall)
        {
            throw new NotSupportedException("This model cannot call tools, since its tokenizer has no tokens for calls: use a model that was trained with them, leave ChatOptions.Tools empty or set ChatOptions.ToolMode to None.");
        }

        var tools = options.Tools.Select(ReadOne).ToArray();
        var required = options.ToolMode as RequiredChatToolMode;
        if (required?.RequiredFunctionName is { } name && !Array.Exists(tools, tool => tool.Name == name))
        {
            throw new ArgumentException($"The function '{name}' must be called, but is not offered. Offered: {string.Join(", ", tools.Select(tool => tool.Name))}.", nameof(options));
        }

        return new CallRequest(tools, ToolCallGrammar.Create(tools, required?.RequiredFunctionName), required is not null, options.AllowMultipleToolCalls != false);
    }

    private static PromptTool ReadOne(AITool tool) => tool is AIFunctionDeclaration function
        ? new PromptTool(function.Name, function.Description, function.JsonSchema)
        : throw new NotSupportedException($"The tool '{tool.Name}' is a {tool.GetType().Name}; this model calls functions alone.");
}
