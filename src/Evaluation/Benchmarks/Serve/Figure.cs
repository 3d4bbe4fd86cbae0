namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>One thing measured.</summary>
/// <param name="Model">The model folder's name.</param>
/// <param name="What">What was measured.</param>
/// <param name="Value">The figure; a ratio is the median of the rounds' ratios.</param>
/// <param name="Low">The rounds' lowest.</param>
/// <param name="High">The rounds' highest.</param>
/// <param name="Unit">Its unit; <c>x</c> is a ratio.</param>
/// <param name="Goal">What it should be; null for none.</param>
/// <param name="IsMet">Whether it is; null without a goal.</param>
internal sealed record Figure(string Model, string What, double Value, double Low, double High, string Unit, string? Goal, bool? IsMet)
{
    /// <summary>A figure that should be at least its goal.</summary>
    public static Figure AtLeast(string model, string what, IReadOnlyCollection<double> rounds, string unit, double goal) =>
        Of(model, what, Samples.Median(rounds), rounds, unit) with { Goal = $">= {goal}", IsMet = Samples.Median(rounds) >= goal };

    /// <summary>A figure that should be at most its goal.</summary>
    public static Figure AtMost(string model, string what, double value, IReadOnlyCollection<double> rounds, string unit, double goal) =>
        Of(model, what, value, rounds, unit) with { Goal = $"<= {goal}", IsMet = value <= goal };

    /// <summary>A figure without a goal.</summary>
    public static Figure Plain(string model, string what, IReadOnlyCollection<double> rounds, string unit) =>
        Of(model, what, Samples.Median(rounds), rounds, unit);

    private static Figure Of(string model, string what, double value, IReadOnlyCollection<double> rounds, string unit) =>
        new(model, what, Math.Round(value, 3), Math.Round(rounds.Min(), 3), Math.Round(rounds.Max(), 3), unit, Goal: null, IsMet: null);
}
