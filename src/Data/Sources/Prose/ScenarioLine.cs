namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>What one character says.</summary>
/// <param name="Speaker">The character's name.</param>
/// <param name="Text">The words.</param>
internal sealed record ScenarioLine(string Speaker, string Text);
