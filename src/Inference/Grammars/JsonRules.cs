using System.Text.Encodings.Web;
using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>The parts of JSON that no schema changes.</summary>
internal static class JsonRules
{
    /// <summary>How deep objects and arrays may lie in each other.</summary>
    public const int MaxDepth = 16;

    private const int MaxDigits = 20;
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly GrammarNode Hex = Rule.AnyOf("0123456789abcdefABCDEF");

    /// <summary>One character of a text, escaped or not; a pair of surrogate escapes is one.</summary>
    public static GrammarNode Character { get; } = Rule.Choice(Characters.Inline("\"\\"), Rule.Range(0x7F, 0x7F), Escape());

    /// <summary>A text in quotes.</summary>
    public static GrammarNode String { get; } = Quoted(Rule.Repeat(Character));

    /// <summary>A whole number, of a bounded number of digits.</summary>
    public static GrammarNode Integer { get; } = Rule.Sequence(Rule.Optional(Rule.AnyOf("-")), Natural());

    /// <summary>A number that a double can hold; an exponent follows one digit, as serializers write it.</summary>
    public static GrammarNode Number { get; } = Rule.Sequence(
        Rule.Optional(Rule.AnyOf("-")),
        Rule.Choice(
            Rule.Sequence(Natural(), Rule.Optional(Fraction())),
            Rule.Sequence(Rule.Digit, Rule.Optional(Fraction()), Rule.AnyOf("eE"), Exponent())));

    /// <summary>true or false.</summary>
    public static GrammarNode Boolean { get; } = Rule.Choice(Rule.Text("true"), Rule.Text("false"));

    /// <summary>null.</summary>
    public static GrammarNode Null { get; } = Rule.Text("null");

    /// <summary>A text in quotes.</summary>
    public static GrammarNode Quoted(GrammarNode content) => Rule.Sequence(Rule.AnyOf("\""), content, Rule.AnyOf("\""));

    /// <summary>A point and decimals.</summary>
    public static GrammarNode Fraction(string digits = "0123456789") => Rule.Sequence(Rule.AnyOf("."), Rule.Repeat(Rule.AnyOf(digits), 1, MaxDigits));

    /// <summary>The texts of this value, with what is beyond ASCII escaped or not.</summary>
    public static string[] Texts(JsonElement value, bool compact)
    {
        var plain = JsonSerializer.Serialize(value, Relaxed);
        var escaped = JsonSerializer.Serialize(value);
        return compact || plain == escaped ? [plain] : [plain, escaped];
    }

    private static GrammarNode Natural() => Rule.Choice(
        Rule.AnyOf("0"),
        Rule.Sequence(Rule.Range('1', '9'), Rule.Repeat(Rule.Digit, 0, MaxDigits - 1)));

    /// <summary>What is too small becomes zero; what is too large would be infinite.</summary>
    private static GrammarNode Exponent() => Rule.Choice(
        Rule.Sequence(Rule.AnyOf("-"), Rule.Repeat(Rule.Digit, 1, 3)),
        Rule.Sequence(Rule.Optional(Rule.AnyOf("+")), Rule.Choice(
            Rule.Repeat(Rule.Digit, 1, 2),
            Rule.Sequence(Rule.AnyOf("12"), Rule.Digit, Rule.Digit),
            Rule.Sequence(Rule.Text("30"), Rule.Range('0', '7')))));

    private static GrammarNode Escape() => Rule.Sequence(
        Rule.AnyOf("\\"),
        Rule.Choice(
            Rule.AnyOf("\"\\/bfnrt"),
            Rule.Sequence(Rule.AnyOf("u"), Rule.Choice(
                Rule.Sequence(Rule.AnyOf("0123456789abcefABCEF"), Hex, Hex, Hex),
                Rule.Sequence(Rule.AnyOf("dD"), Rule.Range('0', '7'), Hex, Hex),
                Rule.Sequence(Rule.AnyOf("dD"), Rule.AnyOf("89abAB"), Hex, Hex, Rule.Text("\\u"), Rule.AnyOf("dD"), Rule.AnyOf("cdefCDEF"), Hex, Hex)))));
}
