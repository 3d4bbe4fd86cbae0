namespace TreasureMarkers.Data.Rendering;

/// <summary>One named value of a record that an answer states.</summary>
/// <param name="Label">The field's name in the answer's language.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct Field(string Label, string Value);
