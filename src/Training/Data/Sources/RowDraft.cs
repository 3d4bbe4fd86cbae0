namespace TreasureMarkers.Training.Data.Sources;

/// <summary>An instruction row before it is measured: the markers that only its maker knows, and the two texts.</summary>
/// <param name="Kind">The renderer that made it; quotas are per kind and language.</param>
/// <param name="Group">What must not cross splits.</param>
/// <param name="Lang">The answer's language.</param>
/// <param name="Task">The taxonomy's task.</param>
/// <param name="Domain">The taxonomy's domain, <c>Unspecified</c> when unknown.</param>
/// <param name="Format">The answer's format, or null for plain text.</param>
/// <param name="Source">Human, Translation or Synthetic.</param>
/// <param name="Prompt">The user's message.</param>
/// <param name="Answer">The assistant's message.</param>
/// <param name="Provenance">Where the content came from.</param>
public sealed record RowDraft(
    string Kind,
    string Group,
    string Lang,
    string Task,
    string Domain,
    string? Format,
    string Source,
    string Prompt,
    string Answer,
    Provenance Provenance);
