namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>A function that stands alone, with examples of what it returns.</summary>
/// <param name="CodeType"><c>python</c> or <c>javascript</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Signature">Its name and parameters as one writes them.</param>
/// <param name="Description">What it does, in English.</param>
/// <param name="Code">The function with what it needs.</param>
/// <param name="Checks">The examples as code that fails when one does not hold.</param>
/// <param name="Record">Names it within its package.</param>
/// <param name="Provenance">Where it came from.</param>
internal sealed record TestedFunction(
    string CodeType, string Name, string Signature, string Description, string Code, IReadOnlyList<string> Checks, string Record, Provenance Provenance)
{
    /// <summary>The same function in C, or null.</summary>
    public string? InC { get; init; }

    /// <summary>What must not cross splits: the function itself.</summary>
    public string Group => $"codefix/{Provenance.Package}/{Record}";

    /// <summary>The split: more of these are held out than of other rows, since a test runs without a judge.</summary>
    public string Split { get; init; } = DataSplit.Train;

    /// <summary>What follows the answer.</summary>
    public string Test => string.Join('\n', Checks);

    /// <summary>The whole program that tests an answer.</summary>
    public string Program(string answer) => $"{answer}\n{Test}";
}
