namespace TreasureMarkers.Inference.Grammars;

/// <summary>What a schema became.</summary>
/// <param name="Node">The rule of its values.</param>
/// <param name="Readings">In how many ways the beginning of a value may have to be read at the same time.</param>
/// <param name="Literals">The texts of its values where these are listed; null elsewhere.</param>
internal sealed record SchemaRule(GrammarNode Node, SchemaReadings Readings, string[]? Literals = null)
{
    /// <summary>No value.</summary>
    public static SchemaRule Nothing { get; } = new(Rule.Nothing, SchemaReadings.None);
}
