namespace TreasureMarkers.Training;

/// <summary>How far a run is.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="PhaseProgress">The share of the phase that is done, 0 to 1.</param>
/// <param name="TokensPerSecond">Of the last update.</param>
internal sealed record RunProgress(TrainingState State, double PhaseProgress, double TokensPerSecond)
{
    private double Loss => (State.Phase == TrainingPhase.Pretraining ? State.Losses.Pretraining : State.Losses.FineTuning) ?? double.NaN;

    /// <summary>The share of the whole run that is done, 0 to 1.</summary>
    public double Share
    {
        get
        {
            var first = FirstPhaseShare();
            return Math.Min(1, State.Phase == TrainingPhase.Pretraining ? first * PhaseProgress : first + ((1 - first) * PhaseProgress));
        }
    }

    /// <summary>Time until the end, from the time so far.</summary>
    public TimeSpan Left => Share > 0 ? TimeSpan.FromSeconds(State.Seconds * (1 - Share) / Share) : TimeSpan.Zero;

    /// <summary>One line: phase, step, loss, rate, time left.</summary>
    public override string ToString() =>
        $"{(State.Phase == TrainingPhase.Pretraining ? "pretraining" : "fine-tuning")} step {State.PhaseStep}  loss {Loss:0.000}"
        + $"  {TokensPerSecond:#,0} tokens/s  {Share:0.0%} done, {Left:h\\:mm\\:ss} left";

    private double FirstPhaseShare()
    {
        var options = State.Options;
        return options.Minutes is null
            ? options.PretrainSteps / Math.Max(1.0, options.PretrainSteps + (double)options.Steps)
            : options.PretrainShare;
    }
}
