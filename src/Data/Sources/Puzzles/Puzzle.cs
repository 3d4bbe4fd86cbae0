namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>A puzzle of gbrainy with its numbers drawn, in no language yet.</summary>
/// <param name="Id">Its name; draws of a puzzle share a name and differ in their numbers.</param>
/// <param name="IsCalculation">Whether it is about numbers.</param>
/// <param name="Question">The question.</param>
/// <param name="Right">The answer.</param>
/// <param name="Wrong">The wrong options, or none when it is no multiple-choice puzzle.</param>
/// <param name="Rationale">Why the answer is right, or null.</param>
/// <param name="Numbers">What fills the texts' places.</param>
internal sealed record Puzzle(
    string Id,
    bool IsCalculation,
    PuzzleText Question,
    PuzzleText Right,
    IReadOnlyList<PuzzleText> Wrong,
    PuzzleText? Rationale,
    IReadOnlyDictionary<string, double> Numbers)
{
    /// <summary>Whether the question is two words that belong together, a bar, and a third one that wants its partner.</summary>
    public bool IsPair { get; init; }

    /// <summary>All draws of a puzzle and all its translations stay in one split.</summary>
    public string Group => "gbrainy/" + Id;
}
