namespace TreasureMarkers.Inference.Grammars;

/// <summary>Characters as the bytes of well-formed UTF-8.</summary>
internal static class Characters
{
    private static readonly GrammarNode Tail = Rule.Range(0x80, 0xBF);

    /// <summary>Any character beyond ASCII.</summary>
    public static GrammarNode BeyondAscii { get; } = Rule.Choice(
        Bytes((0xC2, 0xDF)),
        Bytes((0xE0, 0xE0), (0xA0, 0xBF)),
        Bytes((0xE1, 0xEC), (0x80, 0xBF)),
        Bytes((0xED, 0xED), (0x80, 0x9F)),
        Bytes((0xEE, 0xEF), (0x80, 0xBF)),
        Supplementary());

    /// <summary>Any character beyond ASCII that XML allows: not U+FFFE and U+FFFF.</summary>
    public static GrammarNode BeyondAsciiInXml { get; } = Rule.Choice(
        Bytes((0xC2, 0xDF)),
        Bytes((0xE0, 0xE0), (0xA0, 0xBF)),
        Bytes((0xE1, 0xEC), (0x80, 0xBF)),
        Bytes((0xED, 0xED), (0x80, 0x9F)),
        Bytes((0xEE, 0xEE), (0x80, 0xBF)),
        Bytes((0xEF, 0xEF), (0x80, 0xBE)),
        Rule.Sequence(Rule.Range(0xEF, 0xEF), Rule.Range(0xBF, 0xBF), Rule.Range(0x80, 0xBD)),
        Supplementary());

    /// <summary>Characters beyond ASCII without white space, of which U+0085 to U+3000 holds some; near them a few others are left out too.</summary>
    public static GrammarNode VisibleBeyondAscii { get; } = Rule.Choice(
        Rule.Sequence(Rule.Range(0xC2, 0xC2), Rule.Range(0xA1, 0xBF)),
        Bytes((0xC3, 0xDF)),
        Bytes((0xE0, 0xE0), (0xA0, 0xBF)),
        Bytes((0xE1, 0xE1), (0x80, 0x99)),
        Bytes((0xE1, 0xE1), (0x9B, 0xBF)),
        Bytes((0xE2, 0xE2), (0x82, 0xBF)),
        Rule.Sequence(Rule.Range(0xE3, 0xE3), Rule.Range(0x80, 0x80), Rule.Range(0x81, 0xBF)),
        Bytes((0xE3, 0xE3), (0x81, 0xBF)),
        Bytes((0xE4, 0xEC), (0x80, 0xBF)),
        Bytes((0xED, 0xED), (0x80, 0x9F)),
        Bytes((0xEE, 0xEF), (0x80, 0xBF)),
        Supplementary());

    /// <summary>A character of one line: no control character, and none of some ASCII ones.</summary>
    public static GrammarNode Inline(string except = "") => Rule.Choice(Printable(except), BeyondAscii);

    /// <summary>The same without white space.</summary>
    public static GrammarNode Visible(string except = "") => Rule.Choice(Printable(except + " "), VisibleBeyondAscii);

    /// <summary>A printable ASCII character, the space included.</summary>
    public static GrammarNode Printable(string except = "") =>
        new ByteClass(value => value is >= 0x20 and < 0x7F && !except.Contains((char)value));

    private static GrammarNode Supplementary() => Rule.Choice(
        Bytes((0xF0, 0xF0), (0x90, 0xBF), (0x80, 0xBF)),
        Bytes((0xF1, 0xF3), (0x80, 0xBF), (0x80, 0xBF)),
        Bytes((0xF4, 0xF4), (0x80, 0x8F), (0x80, 0xBF)));

    private static GrammarNode Bytes(params (int First, int Last)[] ranges) =>
        Rule.Sequence([.. ranges.Select(range => Rule.Range(range.First, range.Last)), Tail]);
}
