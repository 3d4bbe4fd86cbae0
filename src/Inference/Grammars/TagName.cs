namespace TreasureMarkers.Inference.Grammars;

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
    public override int Shortest => (IsComplete(name) ? 0 : 1) + shortestAfter;

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
        char.IsAsciiLetter((char)value) || value == '_' || (name.Length > 0 && (char.IsAsciiDigit((char)value) || value is (byte)'-' or (byte)'.'));
}
