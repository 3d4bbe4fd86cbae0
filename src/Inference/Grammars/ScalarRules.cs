using System.Text.Json;

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
                ?? throw new NotSupportedException($"The JSON schema's 'format' at {keywords.Path} is '{format}'. Supported: {string.Join(", ", TextFormats.Names)}."));
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

    private static long? Highest(long? left, long? right) => left is null ? right : right is null ? left : Math.Max(left.Value, right.Value);

    private static long? Bound(SchemaKeywords keywords, string keyword) => keywords.Find(keyword) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var bound) && decimal.IsInteger(bound) && Math.Abs(bound) <= Largest => (long)bound,
        { } other => throw new NotSupportedException($"The JSON schema's '{keyword}' at {keywords.Path} is {other}. Supported: a whole number from -{Largest} to {Largest}."),
    };
}
