namespace TreasureMarkers.Data;

/// <summary>One instruction row: a conversation that ends with the assistant's answer, and the answer's markers.</summary>
/// <param name="Id">Deterministic: the same text from the same record always has the same id.</param>
/// <param name="Split"><see cref="DataSplit.Train"/> or <see cref="DataSplit.Eval"/>.</param>
/// <param name="Group">Source package or entry; a group never crosses splits.</param>
/// <param name="Messages">The turns; the last one is the assistant's.</param>
/// <param name="Markers">Category to value, in the taxonomy's canonical spelling.</param>
/// <param name="Provenance">Where the text came from.</param>
internal sealed record DataRow(
    string Id,
    string Split,
    string Group,
    IReadOnlyList<RowMessage> Messages,
    IReadOnlyDictionary<string, string> Markers,
    Provenance Provenance)
{
    /// <summary>The functions that the conversation offers, or null.</summary>
    public IReadOnlyList<RowTool>? Tools { get; init; }

    /// <summary>What decides whether a code answer is right, or null.</summary>
    public RowTest? Test { get; init; }
}
