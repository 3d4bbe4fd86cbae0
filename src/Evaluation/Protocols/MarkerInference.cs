using TreasureMarkers.Data;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// The paper's marker inference accuracy: gives no marker and compares those that the model chose with those assigned to the held-out row.
/// </summary>
internal static class MarkerInference
{
    private const int MaxTokens = 256;
    private static readonly string[] Categories = [EvalRows.Task, "domain", EvalRows.Format, EvalRows.Lang, EvalRows.LengthBucket];

    private static readonly Experiment Experiment = new(
        "Marker inference",
        "Share of rows whose inferred value equals the assigned one (where a row has none, the model must leave the category out). "
        + "Higher is better.",
        "category",
        ["nothing given"]);

    /// <summary>One question a row, judged for each category.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        foreach (DataRow row in rows.Sample("inference", _ => true))
        {
            var request = new EvalRequest(EvalRows.Prompt(row), MaxTokens);
            foreach (string category in Categories)
            {
                string? assigned = row.Markers.GetValueOrDefault(category);
                bool Equal(EvalAnswer answer) => answer.Inferred.GetValueOrDefault(category) == assigned;
                yield return new Trial(Experiment, category, Experiment.Arms[0], row.Id, request, Equal);
                if (category is EvalRows.Format && assigned is not null)
                {
                    yield return new Trial(Experiment, "format (rows that have one)", Experiment.Arms[0], row.Id, request, Equal);
                }
            }
        }
    }
}
