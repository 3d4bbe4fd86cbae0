namespace TreasureMarkers.Data.Sources.Prose;

/// <summary>A scenario of a campaign as it is told: its story and the talks in it, in English.</summary>
/// <param name="Name">Its title.</param>
/// <param name="Story">What the narrator tells before it, part by part.</param>
/// <param name="Dialogues">The talks, each at least two lines.</param>
internal sealed record Scenario(string Name, IReadOnlyList<string> Story, IReadOnlyList<IReadOnlyList<ScenarioLine>> Dialogues);
