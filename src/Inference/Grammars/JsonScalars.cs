using System.Globalization;
using System.Text.Json;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>Texts and numbers of a JSON schema.</summary>
internal static class ScalarRules
{
    /// <summary>The largest bound: whole numbers up to it are exact in a double.</summary>
    private const long Largest = 1L << 53;

    /// <summary>Texts: of a length, or of a format.</summary>
    /// <exception cref="NotSupportedException">A format that is not known, or beside a length.</exception>
    public static GrammarNode Text(SchemaKeywords keywords)
    {
        if (keywords.Find("format") is { } format)
        {
            keywords.AllowOnly("type", "format");
            return JsonRules.Quoted(TextFormats.Find(format.ToString())
                ?? throw new NotSupportedException(
                    $"The JSON schema's 'format' at {keywords.Path} is '{MarkerCategory.Shorten(format.ToString())}'. "
                    + $"Supported: {string.Join(", ", TextFormats.Names)}."));
        }

        var (least, most) = keywords.Limits("minLength", "maxLength");
        return least == 0 && most is null ? JsonRules.String : JsonRules.Quoted(Rule.Repeat(JsonRules.Character, least, most));
    }

    /// <summary>Whole numbers, between bounds where there are any.</summary>
    /// <exception cref="NotSupportedException">A bound that is not whole or too large.</exception>
    public static GrammarNode Integer(SchemaKeywords keywords)
    {
        var low = Highest(Bound(keywords, "minimum"), Bound(keywords, "exclusiveMinimum") + 1);
        var high = -Highest(-Bound(keywords, "maximum"), -(Bound(keywords, "exclusiveMaximum") - 1));
        return low is null && high is null ? JsonRules.Integer : IntegerRange.Create(low ?? -Largest, high ?? Largest);
    }

    /// <summary>Numbers, between whole bounds where there are any.</summary>
    /// <exception cref="NotSupportedException">A bound that is not whole or too large.</exception>
    public static GrammarNode Number(SchemaKeywords keywords)
    {
        var (low, high) = (Bound(keywords, "minimum"), Bound(keywords, "maximum"));
        keywords.Refuse("exclusiveMinimum", "exclusiveMaximum");
        return low is null && high is null ? JsonRules.Number : NumberRange.Create(low ?? -Largest, high ?? Largest);
    }

    private static long? Highest(long? left, long? right) =>
        left is null ? right : right is null ? left : Math.Max(left.Value, right.Value);

    private static long? Bound(SchemaKeywords keywords, string keyword) => keywords.Find(keyword) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var bound) && decimal.IsInteger(bound)
            && Math.Abs(bound) <= Largest => (long)bound,
        { } other => throw new NotSupportedException(
            $"The JSON schema's '{keyword}' at {keywords.Path} is {MarkerCategory.Shorten(other.ToString())}. Supported: a "
            + $"whole number from -{Largest} to {Largest}."),
    };
}

/// <summary>Whole numbers between bounds, digit by digit.</summary>
internal static class IntegerRange
{
    /// <summary>
    /// The decimal texts of the numbers from <paramref name="low"/> to <paramref name="high"/>, without leading zeros or a negative
    /// zero.
    /// </summary>
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

/// <summary>Formats of texts that a JSON schema can name.</summary>
internal static class TextFormats
{
    private static readonly GrammarNode Date = Rule.Sequence(
        Rule.Range('1', '9'), Digits(3), Rule.AnyOf("-"),
        Rule.Choice(
            Rule.Sequence(Numbers(1, 12), Rule.AnyOf("-"), Numbers(1, 28)),
            Rule.Sequence(Rule.Choice(new[] { 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }.Select(TwoDigits)), Rule.AnyOf("-"), Numbers(29, 30)),
            Rule.Sequence(Rule.Choice(new[] { 1, 3, 5, 7, 8, 10, 12 }.Select(TwoDigits)), Rule.AnyOf("-"), Rule.Text("31"))));

    private static readonly GrammarNode Clock = Rule.Sequence(
        Numbers(0, 23), Rule.AnyOf(":"), Numbers(0, 59), Rule.AnyOf(":"), Numbers(0, 59),
        Rule.Optional(Rule.Sequence(Rule.AnyOf("."), Rule.Repeat(Rule.Digit, 1, 7))));

    private static readonly GrammarNode Zone = Rule.Choice(
        Rule.AnyOf("Z"),
        Rule.Sequence(Rule.AnyOf("+-"), Numbers(0, 13), Rule.AnyOf(":"), Numbers(0, 59)));

    private static readonly Dictionary<string, GrammarNode> All = new()
    {
        ["date"] = Date,
        ["time"] = Rule.Sequence(Clock, Rule.Optional(Zone)),
        ["date-time"] = Rule.Sequence(Date, Rule.AnyOf("T"), Clock, Rule.Optional(Zone)),
        ["uuid"] = Rule.Sequence(Hex(8), Rule.AnyOf("-"), Hex(4), Rule.AnyOf("-"), Hex(4), Rule.AnyOf("-"), Hex(4), Rule.AnyOf("-"),
            Hex(12)),
    };

    /// <summary>The formats that are known.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>The texts of a format, without quotes; null where it is not known. Leap days are left out.</summary>
    public static GrammarNode? Find(string format) => All.GetValueOrDefault(format);

    private static GrammarNode Digits(int count) => Rule.Repeat(Rule.Digit, count, count);

    private static GrammarNode Hex(int count) => Rule.Repeat(Rule.AnyOf("0123456789abcdefABCDEF"), count, count);

    private static GrammarNode TwoDigits(int number) => Rule.Text(number.ToString("00"));

    private static GrammarNode Numbers(int first, int last) => Rule.Choice(Enumerable.Range(first, last - first + 1).Select(TwoDigits));
}
