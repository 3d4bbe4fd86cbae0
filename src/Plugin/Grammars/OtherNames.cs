using System.Text;

namespace TreasureMarkers.Plugin.Grammars;

/// <summary>Names of members that an object's schema does not declare.</summary>
internal static class OtherNames
{
    /// <summary>
    /// A name in quotes, without escapes, that is none of those. Where a declared name goes on beyond ASCII another may go on
    /// only within ASCII: characters that share their first bytes need not be told apart then.
    /// </summary>
    public static GrammarNode Except(IEnumerable<string> declared) =>
        Rule.Sequence(Rule.AnyOf("\""), After([.. declared.Select(Encoding.UTF8.GetBytes)], 0));

    /// <summary>The rest of a name and its quote, where all of these names begin as it did.</summary>
    private static GrammarNode After(byte[][] declared, int depth)
    {
        var next = declared.Where(name => name.Length > depth).ToLookup(name => name[depth]);
        var free = Rule.Repeat(Characters.Inline("\"\\"));
        var taken = string.Concat(next.Select(group => (char)group.Key));
        return Rule.Choice(
        [
            Array.Exists(declared, name => name.Length == depth) ? Rule.Nothing : Rule.AnyOf("\""),
            Rule.Sequence(Characters.Printable("\"\\" + taken), free, Rule.AnyOf("\"")),
            next.Any(group => group.Key >= 0x80) ? Rule.Nothing : Rule.Sequence(Characters.BeyondAscii, free, Rule.AnyOf("\"")),
            .. next.Where(group => group.Key is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\'))
                .Select(group => Rule.Sequence(Rule.Range(group.Key, group.Key), After([.. group], depth + 1))),
        ]);
    }
}
