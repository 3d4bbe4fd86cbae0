namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>One program in two programming languages.</summary>
/// <param name="From">The taxonomy's language of the code that is given.</param>
/// <param name="To">The taxonomy's language of the answer.</param>
/// <param name="Code">The code that is given.</param>
/// <param name="Answer">The same program in the other language.</param>
/// <param name="Source">Human: a person wrote the answer. Others: a compiler did.</param>
/// <param name="Group">The program.</param>
/// <param name="Provenance">The package and the program.</param>
internal sealed record CodeTwin(string From, string To, string Code, string Answer, string Source, string Group, Provenance Provenance)
{
    /// <summary>What decides whether an answer is right, or null.</summary>
    public RowTest? Test { get; init; }
}
