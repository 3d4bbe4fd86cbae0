namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>A statement of a formal library of mathematics with its comment.</summary>
/// <param name="Label">Its name in the library.</param>
/// <param name="Formula">The statement in LaTeX, hypotheses first.</param>
/// <param name="Plain">The statement in the library's own signs.</param>
/// <param name="Comment">What a person wrote about it, with formulas in LaTeX.</param>
internal sealed record Theorem(string Label, string Formula, string Plain, string Comment)
{
    /// <summary>The group: variants of a theorem share the start of its name.</summary>
    public string Group
    {
        get
        {
            var digit = Label.AsSpan().IndexOfAnyInRange('0', '9');
            return "metamath/" + Label[..Math.Min(digit >= 3 ? digit : Label.Length, 5)];
        }
    }
}
