namespace TreasureMarkers.Models.Configuration;

/// <summary>The control tokens at the borders of a text, by id.</summary>
/// <param name="Begin">Begins every prompt; null for none.</param>
/// <param name="Ends">Each ends an answer; at least one.</param>
/// <param name="Pad">Fills up batches; null for none of its own.</param>
internal sealed record BoundaryTokens(int? Begin, IReadOnlyList<int> Ends, int? Pad);
