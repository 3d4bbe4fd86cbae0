namespace TreasureMarkers.Data.Rendering;

/// <summary>One thing that is known of a country, in one language.</summary>
/// <param name="Key">What it is: a word of the table <c>country.label</c>, or <c>capital</c>.</param>
/// <param name="Label">Its label.</param>
/// <param name="Values">What it is, at least one; nothing where the country has none, such as neighbours.</param>
/// <param name="Sentence">The statement.</param>
internal sealed record CountryFact(string Key, string Label, IReadOnlyList<string> Values, string Sentence);
