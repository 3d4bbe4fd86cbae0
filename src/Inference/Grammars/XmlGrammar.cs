namespace TreasureMarkers.Inference.Grammars;

/// <summary>
/// One XML element with all that is in it: tags match, attributes of an element differ, text is escaped. Names are ASCII and
/// without prefixes, a greater-than sign in text is escaped too, and there are no comments, declarations or CDATA sections.
/// </summary>
internal static class XmlGrammar
{
    /// <summary>How deep elements may lie in each other.</summary>
    public const int MaxDepth = 16;

    /// <summary>The most attributes of an element.</summary>
    public const int MaxAttributes = 8;

    private static readonly GrammarNode Entity = Rule.Sequence(
        Rule.AnyOf("&"),
        Rule.Choice(Rule.Text("lt;"), Rule.Text("gt;"), Rule.Text("amp;"), Rule.Text("quot;"), Rule.Text("apos;")));

    private static readonly GrammarNode TextCharacter = Rule.Choice(
        Characters.Printable("<>&"), Rule.AnyOf("\t\n"), Characters.BeyondAsciiInXml, Entity);

    private static readonly GrammarNode Value = Rule.Sequence(
        Rule.AnyOf("\""), Rule.Repeat(Rule.Choice(Characters.Printable("<&\""), Characters.BeyondAsciiInXml, Entity)), Rule.AnyOf("\""));

    private static readonly GrammarNode[] Contents = CreateContents();

    /// <summary>One element.</summary>
    public static Grammar Instance { get; } = new(Element(0));

    private static GrammarNode Element(int depth) =>
        Rule.Sequence(Rule.AnyOf("<"), new TagName("", [], 2, (name, value) => AfterName(value, name, depth, ["xmlns"])));

    /// <summary>What stands in an element, by how many elements are around that.</summary>
    private static GrammarNode[] CreateContents()
    {
        var contents = new GrammarNode[MaxDepth];
        for (var depth = MaxDepth - 1; depth >= 0; depth--)
        {
            contents[depth] = Rule.Repeat(depth == MaxDepth - 1 ? TextCharacter : Rule.Choice(TextCharacter, Element(depth + 1)));
        }

        return contents;
    }

    /// <summary>
    /// What follows a byte after an element's name or an attribute; of the attributes' names taken, one is that of namespaces.
    /// </summary>
    private static GrammarNode? AfterName(byte value, string name, int depth, string[] attributes) => value switch
    {
        (byte)'/' => Rule.AnyOf(">"),
        (byte)'>' => Rule.Sequence(Contents[depth], Rule.Text($"</{name}>")),
        (byte)' ' => Rule.Choice(Rule.Text("/>"), attributes.Length <= MaxAttributes ? Attribute(name, depth, attributes) : Rule.Nothing),
        _ => null,
    };

    private static TagName Attribute(string element, int depth, string[] taken) =>
        new("", taken, 5, (name, value) =>
            value == '=' ? Rule.Sequence(Value, new TagEnd(next => AfterName(next, element, depth, [.. taken, name]))) : null);
}

/// <summary>The name of an XML element or attribute so far: what follows it depends on its letters.</summary>
/// <param name="name">The name so far.</param>
/// <param name="taken">Names that it may not have.</param>
/// <param name="shortestAfter">The bytes of the shortest text after a complete name.</param>
/// <param name="after">What follows a complete name when this byte comes next; null where the byte is not allowed.</param>
internal sealed class TagName(string name, string[] taken, int shortestAfter, Func<string, byte, GrammarNode?> after) : ByteLeaf
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 32;

    /// <inheritdoc/>
    public override bool Remembers => true;

    /// <inheritdoc/>
    public override int MinLength => (IsComplete(name) ? 0 : 1) + shortestAfter;

    /// <inheritdoc/>
    public override GrammarNode? After(byte value)
    {
        if (!IsNameByte(value))
        {
            return IsComplete(name) ? after(name, value) : null;
        }

        var longer = name + (char)value;
        return longer.Length < MaxLength || (longer.Length == MaxLength && IsComplete(longer))
            ? new TagName(longer, taken, shortestAfter, after)
            : null;
    }

    private bool IsComplete(string candidate) => candidate.Length > 0 && !taken.Contains(candidate);

    private bool IsNameByte(byte value) =>
        char.IsAsciiLetter((char)value) || value == '_'
            || (name.Length > 0 && (char.IsAsciiDigit((char)value) || value is (byte)'-' or (byte)'.'));
}

/// <summary>The place in an XML tag after an attribute, where the tag ends or another attribute follows.</summary>
/// <param name="after">What follows a byte; null where the byte is not allowed.</param>
internal sealed class TagEnd(Func<byte, GrammarNode?> after) : ByteLeaf
{
    /// <inheritdoc/>
    public override int MinLength => 2;

    /// <inheritdoc/>
    public override GrammarNode? After(byte value) => after(value);
}
