using System.Globalization;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>Whole numbers between bounds, digit by digit.</summary>
internal static class IntegerRange
{
    /// <summary>The decimal texts of the numbers from <paramref name="low"/> to <paramref name="high"/>, without leading zeros or a negative zero.</summary>
    public static GrammarNode Create(long low, long high) => Rule.Choice(
        low < 0 ? Rule.Sequence(Rule.AnyOf("-"), Natural(high < 0 ? Magnitude(high) : 1, Magnitude(low))) : Rule.Nothing,
        high >= 0 ? Natural((ulong)Math.Max(0, low), (ulong)high) : Rule.Nothing);

    private static ulong Magnitude(long value) => (ulong)-(value + 1) + 1;

    private static GrammarNode Natural(ulong low, ulong high)
    {
        var options = new List<GrammarNode>();
        for (var digits = Digits(low).Length; low <= high && digits <= Digits(high).Length; digits++)
        {
            var first = digits == Digits(low).Length ? Digits(low) : "1" + new string('0', digits - 1);
            var last = digits == Digits(high).Length ? Digits(high) : new string('9', digits);
            options.Add(SameLength(first, last));
        }

        return Rule.Choice(options);
    }

    private static string Digits(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static GrammarNode SameLength(string low, string high)
    {
        if (low.Length == 0)
        {
            return Rule.Empty;
        }

        var (rest, zeros, nines) = (low.Length - 1, new string('0', low.Length - 1), new string('9', low.Length - 1));
        if (low[1..] == zeros && high[1..] == nines)
        {
            return Rule.Sequence(Rule.Range(low[0], high[0]), Rule.Repeat(Rule.Digit, rest, rest));
        }

        if (low[0] == high[0])
        {
            return Rule.Sequence(Rule.AnyOf(low[..1]), SameLength(low[1..], high[1..]));
        }

        return Rule.Choice(
            Rule.Sequence(Rule.AnyOf(low[..1]), SameLength(low[1..], nines)),
            high[0] - low[0] > 1 ? Rule.Sequence(Rule.Range(low[0] + 1, high[0] - 1), Rule.Repeat(Rule.Digit, rest, rest)) : Rule.Nothing,
            Rule.Sequence(Rule.AnyOf(high[..1]), SameLength(zeros, high[1..])));
    }
}
