namespace TreasureMarkers.Training.Data;

/// <summary>One turn of a row's conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The turn's plain text, without markers or special tokens.</param>
public sealed record RowMessage(string Role, string Content);
