namespace TreasureMarkers.Data.Building;

/// <summary>What was left out because it was there already.</summary>
/// <param name="Rows">Rows with the prompt and answer of another, ignoring case, spaces and punctuation.</param>
/// <param name="RowsAcrossSplits">Training rows at least half of whose content windows are in evaluation rows.</param>
/// <param name="Texts">Running texts that were there already.</param>
/// <param name="TextsAcrossSplits">Training texts at least half of whose content windows are in evaluation rows.</param>
internal sealed record DuplicateCounts(int Rows, int RowsAcrossSplits, int Texts, int TextsAcrossSplits);
