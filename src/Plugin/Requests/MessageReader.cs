using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Plugin.Requests;

/// <summary>Turns chat messages into the prompt's.</summary>
internal static class MessageReader
{
    /// <summary>Reads the messages; instructions come first, as a system message.</summary>
    /// <exception cref="ArgumentException">There is no message, or the last is neither the user's nor a function's result.</exception>
    /// <exception cref="NotSupportedException">A role or a content that the model cannot take.</exception>
    public static IEnumerable<PromptMessage> Read(IEnumerable<ChatMessage> messages, string? instructions)
    {
        var read = messages.SelectMany(ReadOne).ToList();
        if (read.Count == 0 || read[^1].Role is not ("user" or "tool"))
        {
            throw new ArgumentException("The last message must be the user's or a function's result: there is nothing to answer.", nameof(messages));
        }

        return string.IsNullOrEmpty(instructions) ? read : read.Prepend(new PromptMessage("system", instructions));
    }

    private static IEnumerable<PromptMessage> ReadOne(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var role = message.Role.Value;
        return role switch
        {
            "tool" => message.Contents.Where(content => !IsBeside(content)).Select(ReadResult),
            "assistant" => [new PromptMessage(role, TextOf(message.Contents.Where(c => c is not FunctionCallContent))) { ToolCalls = Calls(message) }],
            "system" or "user" => [new PromptMessage(role, TextOf(message.Contents))],
            _ => throw new NotSupportedException($"This model cannot take messages of the role '{role}': use system, user, assistant or tool."),
        };
    }

    private static PromptToolCall[] Calls(ChatMessage message) =>
    [
        .. message.Contents.OfType<FunctionCallContent>().Select(call => new PromptToolCall(
            call.Name, JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions))),
    ];

    private static PromptMessage ReadResult(AIContent content) => new("tool", content switch
    {
        FunctionResultContent { Result: null } => "",
        FunctionResultContent { Result: string text } => text,
        FunctionResultContent { Result: JsonElement { ValueKind: JsonValueKind.String } text } => text.GetString()!,
        FunctionResultContent result => JsonSerializer.Serialize(result.Result, AIJsonUtilities.DefaultOptions),
        TextContent text => text.Text,
        _ => throw Unsupported(content),
    });

    private static string TextOf(IEnumerable<AIContent> contents) =>
        string.Concat(contents.Where(content => !IsBeside(content)).Select(content => content is TextContent text ? text.Text : throw Unsupported(content)));

    /// <summary>What an earlier answer carried beside its text (markers, adherence, usage) is not part of the conversation.</summary>
    private static bool IsBeside(AIContent content) => content is MarkerContent or AdherenceContent or TimingsContent or UsageContent;

    private static NotSupportedException Unsupported(AIContent content) =>
        new($"This model takes text and function calls only, and a message holds {content.GetType().Name}: leave it out or say it in text.");
}
