namespace TreasureMarkers.Evaluation.Benchmarks;

/// <summary>What bench/data/latest.json holds. Rates are rows per second.</summary>
/// <param name="RowsPerSecond">The median of the repetitions; the goal is 3,000 or more on two cores.</param>
/// <param name="LeastRowsPerSecond">The slowest repetition: other work on the machine shows here.</param>
/// <param name="MostRowsPerSecond">The fastest repetition.</param>
/// <param name="Repetitions">Every repetition, in the order in which it ran.</param>
/// <param name="Rows">Rows that each repetition measured.</param>
/// <param name="AnswerCharacters">Characters of their answers.</param>
/// <param name="Corpus">The data's profile and seed.</param>
/// <param name="Cores">Of the machine.</param>
/// <param name="Commit">The code's commit, or <c>unknown</c>.</param>
/// <param name="Date">The day, in UTC.</param>
internal sealed record DataBenchResult(
    double RowsPerSecond,
    double LeastRowsPerSecond,
    double MostRowsPerSecond,
    IReadOnlyList<double> Repetitions,
    int Rows,
    long AnswerCharacters,
    string Corpus,
    int Cores,
    string Commit,
    string Date)
{
    /// <summary>Sums up the repetitions.</summary>
    public static DataBenchResult Create(IReadOnlyList<double> rates, int rows, long answerCharacters, string corpus, string commit, DateTime utc)
    {
        double[] ordered = [.. rates.Order()];
        var median = (ordered[ordered.Length / 2] + ordered[(ordered.Length - 1) / 2]) / 2;
        return new DataBenchResult(
            Math.Round(median), Math.Round(ordered[0]), Math.Round(ordered[^1]), [.. rates.Select(rate => Math.Round(rate))],
            rows, answerCharacters, corpus, Environment.ProcessorCount, commit, utc.ToString("yyyy-MM-dd"));
    }
}
