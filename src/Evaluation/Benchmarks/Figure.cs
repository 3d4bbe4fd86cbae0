using TreasureMarkers.Evaluation.Reports;

namespace TreasureMarkers.Evaluation.Benchmarks;

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
    /// <summary>The median of the rounds, which should be at least the goal, where there is one.</summary>
    public static Figure Of(string model, string what, IReadOnlyCollection<double> rounds, string unit, double? atLeast = null)
    {
        var median = Percentile.Of(rounds, 50);
        var figure = Create(model, what, median, rounds, unit);
        return atLeast is { } goal ? figure with { Goal = $">= {goal}", IsMet = median >= goal } : figure;
    }

    /// <summary>A figure that should be at most its goal.</summary>
    public static Figure AtMost(string model, string what, double value, IReadOnlyCollection<double> rounds, string unit, double goal) =>
        Create(model, what, value, rounds, unit) with { Goal = $"<= {goal}", IsMet = value <= goal };

    private static Figure Create(string model, string what, double value, IReadOnlyCollection<double> rounds, string unit) =>
        new(model, what, Math.Round(value, 3), Math.Round(rounds.Min(), 3), Math.Round(rounds.Max(), 3), unit, Goal: null, IsMet: null);
}
