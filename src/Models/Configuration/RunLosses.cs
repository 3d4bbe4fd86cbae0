namespace TreasureMarkers.Models.Configuration;

/// <summary>The latest losses of a run, in nats per token; null before they were measured.</summary>
/// <param name="Pretraining">Of the first phase's last batch.</param>
/// <param name="FineTuning">Of the second phase's last batch.</param>
/// <param name="PretrainingEval">On held-out running text.</param>
/// <param name="FineTuningEval">On held-out completions, marker lists included.</param>
/// <param name="FineTuningEvalText">On held-out completions behind their marker lists: what both arms have in common.</param>
internal sealed record RunLosses(
    double? Pretraining = null,
    double? FineTuning = null,
    double? PretrainingEval = null,
    double? FineTuningEval = null,
    double? FineTuningEvalText = null);
