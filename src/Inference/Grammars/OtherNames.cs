using System.Text;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>Names of members that an object's schema does not declare.</summary>
internal static class OtherNames
{
    private static readonly GrammarNode Quote = Rule.AnyOf("\"");
    private static readonly GrammarNode Free = Rule.Repeat(Characters.Inline("\"\\"));
    private static readonly GrammarNode FromBeyondAscii = Rule.Sequence(Characters.BeyondAscii, Free, Quote);

    /// <summary>
    /// A name in quotes, without escapes, that is none of those. Where a declared name goes on beyond ASCII another may go on
    /// only within ASCII: characters that share their first bytes need not be told apart then.
    /// </summary>
    public static GrammarNode Except(IEnumerable<string> declared)
    {
        var printable = new Dictionary<string, GrammarNode>();
        return Rule.Sequence(Quote, new ByteTree(declared.Select(Encoding.UTF8.GetBytes)).Fold((ends, next) => After(ends, next, printable)));
    }

    /// <summary>The rest of a name and its quote, where all of the names below begin as it did.</summary>
    private static GrammarNode After(bool ends, IReadOnlyList<(byte Value, GrammarNode Rule)> next, Dictionary<string, GrammarNode> printable)
    {
        var taken = string.Concat(next.Select(step => (char)step.Value));
        if (!printable.TryGetValue(taken, out var other))
        {
            other = printable[taken] = Rule.Sequence(Characters.Printable("\"\\" + taken), Free, Quote);
        }

        return Rule.Choice(
        [
            ends ? Rule.Nothing : Quote,
            other,
            next.Any(step => step.Value >= 0x80) ? Rule.Nothing : FromBeyondAscii,
            .. next.Where(step => step.Value is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\'))
                .Select(step => Rule.Sequence(Rule.Byte(step.Value), step.Rule)),
        ]);
    }
}
