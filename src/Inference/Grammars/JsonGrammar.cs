using System.Text.Encodings.Web;
using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>JSON of any shape.</summary>
internal static class JsonGrammar
{
    /// <summary>An object or an array, nested to <see cref="JsonRules.MaxDepth"/>.</summary>
    public static Grammar Instance { get; } = new(Container(new JsonLayout(compact: false), 1));

    /// <summary>Any value that lies in a number of objects and arrays; null where these are already as many as there may be.</summary>
    public static GrammarNode[] Values(JsonLayout layout)
    {
        var values = new GrammarNode[JsonRules.MaxDepth + 1];
        values[^1] = Scalar();
        for (var depth = JsonRules.MaxDepth - 1; depth >= 0; depth--)
        {
            values[depth] = Rule.Choice(Scalar(), Object(layout, values[depth + 1]), layout.Array(values[depth + 1]));
        }

        return values;
    }

    /// <summary>An object of any members with such values.</summary>
    public static GrammarNode Object(JsonLayout layout, GrammarNode value) =>
        layout.Object(layout.List(layout.Member(JsonRules.String, value)));

    private static GrammarNode Container(JsonLayout layout, int depth)
    {
        var value = Values(layout)[depth];
        return Rule.Choice(Object(layout, value), layout.Array(value));
    }

    private static GrammarNode Scalar() => Rule.Choice(JsonRules.String, JsonRules.Number, JsonRules.Boolean, JsonRules.Null);
}

/// <summary>How JSON objects and arrays are written.</summary>
/// <param name="compact">Whether without any white space; else a space or an indented new line may stand between parts, never more.</param>
internal sealed class JsonLayout(bool compact)
{
    private readonly GrammarNode _gap = compact ? Rule.Empty : Rule.Choice(
        Rule.Empty,
        Rule.AnyOf(" "),
        Rule.Sequence(Rule.AnyOf("\n"), Rule.Repeat(Rule.AnyOf(" "), 0, 2 * JsonRules.MaxDepth)));

    private readonly GrammarNode _space = compact ? Rule.Empty : Rule.Optional(Rule.AnyOf(" "));

    /// <summary>Whether there is no white space.</summary>
    public bool Compact => compact;

    /// <summary>What separates two members or items.</summary>
    public GrammarNode Comma => Rule.Sequence(Rule.AnyOf(","), _gap);

    /// <summary>A member of an object.</summary>
    public GrammarNode Member(GrammarNode name, GrammarNode value) => Rule.Sequence(name, Rule.AnyOf(":"), _space, value);

    /// <summary>An object: members that separate themselves, or nothing.</summary>
    public GrammarNode Object(GrammarNode members) => Enclose("{", members, "}");

    /// <summary>An array of some items; without a most, of as many as one likes.</summary>
    public GrammarNode Array(GrammarNode item, int least = 0, int? most = null) => Enclose("[", List(item, least, most), "]");

    /// <summary>Items with commas between them.</summary>
    public GrammarNode List(GrammarNode item, int least = 0, int? most = null)
    {
        if (most == 0)
        {
            return least == 0 ? Rule.Empty : Rule.Nothing;
        }

        var some = Rule.Sequence(item, Rule.Repeat(Rule.Sequence(Comma, item), Math.Max(0, least - 1), most - 1));
        return least == 0 ? Rule.Optional(some) : some;
    }

    private GrammarNode Enclose(string open, GrammarNode content, string close) =>
        Rule.Sequence(Rule.AnyOf(open), _gap, content, _gap, Rule.AnyOf(close));
}

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
    public static GrammarNode Fraction(string digits = "0123456789") =>
        Rule.Sequence(Rule.AnyOf("."), Rule.Repeat(Rule.AnyOf(digits), 1, MaxDigits));

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
                Rule.Sequence(Rule.AnyOf("dD"), Rule.AnyOf("89abAB"), Hex, Hex, Rule.Text("\\u"), Rule.AnyOf("dD"),
                    Rule.AnyOf("cdefCDEF"), Hex, Hex)))));
}
