namespace TreasureMarkers.Data;

/// <summary>One running text for next-token pretraining.</summary>
/// <param name="Id">Deterministic: the same text from the same record always has the same id.</param>
/// <param name="Split"><see cref="DataSplit.Train"/> or <see cref="DataSplit.Eval"/>.</param>
/// <param name="Group">Source package; a group never crosses splits, nor between this file and the rows.</param>
/// <param name="Text">Plain text, paragraphs parted by one blank line.</param>
/// <param name="Lang">The text's language, as the taxonomy names it.</param>
/// <param name="Provenance">Where the text came from.</param>
internal sealed record PretrainRow(
    string Id,
    string Split,
    string Group,
    string Text,
    string Lang,
    Provenance Provenance);
