using Microsoft.Extensions.AI;
using TreasureMarkers.Markers.Prompts;

namespace TreasureMarkers.Plugin.Requests;

/// <summary>Turns chat messages into the prompt's.</summary>
internal static class MessageReader
{
    /// <summary>Reads the messages; instructions come first, as a system message.</summary>
    /// <exception cref="ArgumentException">There is no message, or the last is not the user's.</exception>
    /// <exception cref="NotSupportedException">A role or a content that the model cannot take.</exception>
    public static IEnumerable<PromptMessage> Read(IEnumerable<ChatMessage> messages, string? instructions)
    {
        var read = messages.Select(ReadOne).ToList();
        if (read.Count == 0 || read[^1].Role != "user")
        {
            throw new ArgumentException("The last message must be the user's: there is nothing to answer.", nameof(messages));
        }

        return string.IsNullOrEmpty(instructions) ? read : read.Prepend(new PromptMessage("system", instructions));
    }

    private static PromptMessage ReadOne(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var role = message.Role.Value;
        if (role is not ("system" or "user" or "assistant"))
        {
            throw new NotSupportedException($"This model cannot take messages of the role '{role}': use system, user or assistant.");
        }

        return new PromptMessage(role, string.Concat(message.Contents.Select(TextOf)));
    }

    /// <summary>What an earlier answer carried beside its text (markers, adherence, usage) is not part of the conversation.</summary>
    private static string TextOf(AIContent content) => content switch
    {
        TextContent text => text.Text,
        MarkerContent or AdherenceContent or TimingsContent or UsageContent => "",
        _ => throw new NotSupportedException($"This model takes text only, and a message holds {content.GetType().Name}: leave it out or say it in text."),
    };
}
