namespace TreasureMarkers.ChatServer.Wire;

/// <summary>The tokens of one generation, in the model's own tokenizer.</summary>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens written, marker tokens included.</param>
/// <param name="CachedInputTokens">Those of the prompt that were known from an earlier request and not read again.</param>
internal sealed record Usage(long InputTokens, long OutputTokens, long CachedInputTokens);
