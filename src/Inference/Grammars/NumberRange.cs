namespace TreasureMarkers.Inference.Grammars;

/// <summary>Decimal numbers between whole bounds, without exponents.</summary>
internal static class NumberRange
{
    /// <summary>The numbers from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static GrammarNode Create(long low, long high) => Rule.Choice(
        low < 0 ? Rule.Sequence(Rule.AnyOf("-"), Positive(high < 0 ? -high : 0, -low)) : Rule.Nothing,
        high >= 0 ? Positive(Math.Max(0, low), high) : Rule.Nothing);

    /// <summary>Only zeros may follow the largest whole part.</summary>
    private static GrammarNode Positive(long low, long high) => Rule.Choice(
        high > low ? Rule.Sequence(IntegerRange.Create(low, high - 1), Rule.Optional(JsonRules.Fraction())) : Rule.Nothing,
        high >= low ? Rule.Sequence(IntegerRange.Create(high, high), Rule.Optional(JsonRules.Fraction("0"))) : Rule.Nothing);
}
