namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>OpenAI's <c>usage</c> object.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens written.</param>
/// <param name="TotalTokens">Both.</param>
/// <param name="PromptTokensDetails">What is known of those read.</param>
internal sealed record CompletionUsage(long PromptTokens, long CompletionTokens, long TotalTokens, PromptTokensDetails PromptTokensDetails);
