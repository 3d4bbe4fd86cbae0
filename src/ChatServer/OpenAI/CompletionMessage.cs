using System.Text.Json;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>One message of a completion request.</summary>
/// <param name="Role"><c>system</c>, <c>developer</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">A text, or a list of parts <c>{"type":"text","text":…}</c>.</param>
public sealed record CompletionMessage(string Role, JsonElement Content);
