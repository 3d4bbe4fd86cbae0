namespace TreasureMarkers.Evaluation;

/// <summary>A share of trials, or a difference of two shares, with its 95% bootstrap interval.</summary>
/// <param name="N">Trials, or pairs of trials.</param>
/// <param name="Value">The share (0 to 1) or the difference (-1 to 1); null if there are no trials.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
internal sealed record Share(int N, double? Value, double? Low, double? High);
