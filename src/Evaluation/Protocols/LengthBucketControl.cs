using TreasureMarkers.Data;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Length control by the bucket marker, beside the paper's limits in words: asks for an answer of each length bucket that the held-out
/// rows have.
/// </summary>
internal static class LengthBucketControl
{
    // A long answer has over 1,000 words; a smaller context than that cuts it, which the report shows as a miss.
    private const int MaxTokens = 2048;
    private static readonly string[] Tasks = ["Explanation", "OpenEnded"];

    private static readonly Experiment Experiment = new(
        "Length bucket control",
        "Share of answers that measure as the bucket. Higher is better.",
        "bucket",
        ["length_bucket inferred", "length_bucket fixed"]);

    /// <summary>The same questions with each bucket fixed and left to the model.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        IReadOnlyList<string> buckets = rows.Values(EvalRows.LengthBucket);
        foreach (DataRow row in rows.Sample("length_bucket", row => Tasks.Contains(row.Markers.GetValueOrDefault(EvalRows.Task))))
        {
            var open = new EvalRequest(EvalRows.Prompt(row), MaxTokens);
            foreach (string bucket in buckets)
            {
                var fixedBucket = open with { Markers = new() { [EvalRows.LengthBucket] = bucket } };
                bool Measures(EvalAnswer answer) => LengthMeasure.Bucket(LengthMeasure.Tokens(answer.Text)) == bucket;
                yield return new Trial(Experiment, bucket, Experiment.Arms[0], row.Id, open, Measures);
                yield return new Trial(Experiment, bucket, Experiment.Arms[1], row.Id, fixedBucket, Measures);
            }
        }
    }
}
