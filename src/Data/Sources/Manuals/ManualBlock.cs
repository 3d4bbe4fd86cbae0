namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>A piece of a manual.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text: one line, but for code.</param>
internal sealed record ManualBlock(ManualBlockKind Kind, string Text);
