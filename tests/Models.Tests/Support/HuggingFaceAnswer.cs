namespace TreasureMarkers.Models.Tests.Support;

/// <summary>Ids of the texts by each tokenizer, and the conversations' prompts.</summary>
internal sealed record HuggingFaceAnswer(int[][] Native, int[][] Script, string[] Prompts);
