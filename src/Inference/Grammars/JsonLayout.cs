namespace TreasureMarkers.Inference.Grammars;

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
