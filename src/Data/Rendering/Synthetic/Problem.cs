namespace TreasureMarkers.Data.Rendering.Synthetic;

/// <summary>A computed exercise in no language yet.</summary>
/// <param name="Key">Its phrases are <c>synthetic.KEY</c>.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Values">What fills the phrases' placeholders, but for the person's name.</param>
/// <param name="Result">The right answer: a plain number, a day from 1 for Monday to 7 when <see cref="IsDay"/>.</param>
/// <param name="Unit">The unit after the answer with its space, or empty.</param>
/// <param name="Steps">How to compute it, at least two lines without words; <c>{day:N}</c> stands for a weekday's name.</param>
internal sealed record Problem(string Key, string Domain, IReadOnlyList<(string Name, string Value)> Values, int Result, string Unit, IReadOnlyList<string> Steps)
{
    /// <summary>Whether the answer is a day of the week.</summary>
    public bool IsDay { get; init; }

    /// <summary>Exercises of about the same numbers share a group, in all languages.</summary>
    public string Group => $"synthetic/{Key}/{StableHash.Of([.. Values.Select(v => v.Value)]) % 400}";
}
