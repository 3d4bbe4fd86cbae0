namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>OpenAI's <c>prompt_tokens_details</c> object.</summary>
/// <param name="CachedTokens">Tokens known from an earlier request and not read again.</param>
internal sealed record PromptTokensDetails(long CachedTokens);
