using System.Text;

namespace TreasureMarkers.Plugin.Grammars;

/// <summary>Builds the parts of grammars.</summary>
internal static class Rule
{
    /// <summary>The empty text.</summary>
    public static GrammarNode Empty { get; } = new SequenceNode([]);

    /// <summary>No text at all.</summary>
    public static GrammarNode Nothing { get; } = new ChoiceNode([]);

    /// <summary>An ASCII digit.</summary>
    public static GrammarNode Digit { get; } = Range('0', '9');

    /// <summary>Exactly this text, as UTF-8.</summary>
    public static GrammarNode Text(string text) =>
        new SequenceNode([.. Encoding.UTF8.GetBytes(text).Select(value => (GrammarNode)new ByteClass(b => b == value))]);

    /// <summary>One byte of a range, both ends included.</summary>
    public static GrammarNode Range(int first, int last) => new ByteClass(value => value >= first && value <= last);

    /// <summary>One of some ASCII characters.</summary>
    public static GrammarNode AnyOf(string characters) => new ByteClass(value => characters.Contains((char)value));

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
