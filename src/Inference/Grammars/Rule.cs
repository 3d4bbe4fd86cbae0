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
        GrammarNode[] possible = [.. options.Where(option => option.Shortest < GrammarNode.Unreachable)];
        return possible is [var only] ? only : new ChoiceNode(possible);
    }

    /// <summary>A part or nothing.</summary>
    public static GrammarNode Optional(GrammarNode item) => Choice(Empty, item);

    /// <summary>A part several times; without a most, as often as one likes.</summary>
    public static GrammarNode Repeat(GrammarNode item, int least = 0, int? most = null) => new RepeatNode(item, least, most);
}
