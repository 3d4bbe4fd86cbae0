namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Code that a linter or compiler objects to, and the code that its documentation puts right.</summary>
/// <param name="CodeType">The taxonomy's programming language of both.</param>
/// <param name="Rule">The rule's name, which also names the group.</param>
/// <param name="Message">What the tool says, in English; may be empty.</param>
/// <param name="Description">What is wrong with such code, in English prose; empty when the documentation does not say.</param>
/// <param name="Before">The code with the problem.</param>
/// <param name="After">The code without it.</param>
/// <param name="Provenance">The package and the rule.</param>
internal sealed record CodePair(
    string CodeType, string Rule, string Message, string Description, string Before, string After, Provenance Provenance)
{
    /// <summary>The tool's name of the kind of problem, such as <c>Layout</c>, or null when it has none.</summary>
    public string? Category { get; init; }

    /// <summary>All examples of a rule stay in one split.</summary>
    public string Group => $"codefix/{CodeType}/{Rule}";
}
