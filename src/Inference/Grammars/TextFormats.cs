namespace TreasureMarkers.Inference.Grammars;

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
        ["uuid"] = Rule.Sequence(Hex(8), Rule.AnyOf("-"), Hex(4), Rule.AnyOf("-"), Hex(4), Rule.AnyOf("-"), Hex(4), Rule.AnyOf("-"), Hex(12)),
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
