namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>The function of a <see cref="ToolCall"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments: the text of a JSON object.</param>
internal sealed record ToolCallFunction(string Name, string Arguments);
