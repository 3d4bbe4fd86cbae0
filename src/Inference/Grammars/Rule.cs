using System.Text;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>Builds the parts of grammars.</summary>
internal static class Rule
{
    private static readonly ByteClass[] Bytes = [.. Enumerable.Range(0, 256).Select(only => new ByteClass(value => value == only))];

    /// <summary>The empty text.</summary>
    public static GrammarNode Empty { get; } = new SequenceNode([]);

    /// <summary>No text at all.</summary>
    public static GrammarNode Nothing { get; } = new ChoiceNode([]);

    /// <summary>An ASCII digit.</summary>
    public static GrammarNode Digit { get; } = Range('0', '9');

    /// <summary>Exactly this text, as UTF-8.</summary>
    public static GrammarNode Text(string text) =>
        new SequenceNode([.. Encoding.UTF8.GetBytes(text).Select(Byte)]);

    /// <summary>One of these texts, as UTF-8. What they share at the beginning is read once.</summary>
    public static GrammarNode AnyText(IEnumerable<string> texts) => new ByteTree(texts.Select(Encoding.UTF8.GetBytes)).Fold(
        (ends, next) => Choice([ends ? Empty : Nothing, .. next.Select(step => Sequence(Byte(step.Value), step.Rule))]));

    /// <summary>Exactly this byte, always the same object.</summary>
    public static GrammarNode Byte(byte value) => Bytes[value];

    /// <summary>One byte of a range, both ends included.</summary>
    public static GrammarNode Range(int first, int last) =>
        first == last ? Bytes[first] : new ByteClass(value => value >= first && value <= last);

    /// <summary>One of some ASCII characters.</summary>
    public static GrammarNode AnyOf(string characters) =>
        characters is [var only] ? Bytes[only] : new ByteClass(value => characters.Contains((char)value));

    /// <summary>Parts one after another.</summary>
    public static GrammarNode Sequence(params GrammarNode[] items) => items is [var only] ? only : new SequenceNode(items);

    /// <summary>One of several parts, leaving out those without any text.</summary>
    public static GrammarNode Choice(params IEnumerable<GrammarNode> options)
    {
        GrammarNode[] possible = [.. options.Where(option => option.MinLength < GrammarNode.Unreachable)];
        return possible is [var only] ? only : new ChoiceNode(possible);
    }

    /// <summary>A part or nothing.</summary>
    public static GrammarNode Optional(GrammarNode item) => Choice(Empty, item);

    /// <summary>A part several times; without a most, as often as one likes.</summary>
    public static GrammarNode Repeat(GrammarNode item, int least = 0, int? most = null) => new RepeatNode(item, least, most);
}

/// <summary>
/// Texts as a tree of their bytes; what they share at the beginning is there once. The root is the first node, and a node comes
/// before all below it.
/// </summary>
internal sealed class ByteTree
{
    private readonly List<Node> _nodes = [new()];

    /// <summary>Builds the tree.</summary>
    public ByteTree(IEnumerable<byte[]> texts)
    {
        foreach (var text in texts)
        {
            var at = 0;
            foreach (var value in text)
            {
                at = Below(at, value);
            }

            _nodes[at].Ends = true;
        }
    }

    /// <summary>Makes a rule of every node, those below a node before it, and gives the root's.</summary>
    /// <param name="make">Makes a rule of a node and the rules below it, by the bytes that lead to them.</param>
    public GrammarNode Fold(Func<bool, IReadOnlyList<(byte Value, GrammarNode Rule)>, GrammarNode> make)
    {
        var rules = new GrammarNode[_nodes.Count];
        for (var i = rules.Length - 1; i >= 0; i--)
        {
            rules[i] = make(_nodes[i].Ends, [.. _nodes[i].Below.Select(next => (next.Key, rules[next.Value]))]);
        }

        return rules[0];
    }

    private int Below(int at, byte value)
    {
        if (!_nodes[at].Below.TryGetValue(value, out var next))
        {
            next = _nodes[at].Below[value] = _nodes.Count;
            _nodes.Add(new());
        }

        return next;
    }

    private sealed class Node
    {
        public bool Ends { get; set; }

        public SortedList<byte, int> Below { get; } = [];
    }
}

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

    /// <summary>
    /// Characters beyond ASCII without white space, of which U+0085 to U+3000 holds some; near them a few others are left out too.
    /// </summary>
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
