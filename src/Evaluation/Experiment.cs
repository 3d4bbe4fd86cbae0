namespace TreasureMarkers.Evaluation;

/// <summary>What an experiment measures.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Measure">What the shares in its table are, and which way is better.</param>
/// <param name="CellName">What a row of its table is.</param>
/// <param name="Arms">The columns of its table, the one to compare with first.</param>
internal sealed record Experiment(string Name, string Measure, string CellName, IReadOnlyList<string> Arms)
{
    /// <summary>Whether the columns are arms of one question, whose difference says something; if not, each is a measure of its own.</summary>
    public bool ComparesArms { get; init; } = true;
}
