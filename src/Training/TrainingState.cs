using TreasureMarkers.Models.Configuration;

namespace TreasureMarkers.Training;

/// <summary>Where a run stands, beside its tensors. No random generator appears: every draw is a function of the seed and a position.</summary>
/// <param name="Options">What the run was started with.</param>
/// <param name="Shape">The model.</param>
/// <param name="DataHashes">SHA-256 of every file of the data folder that was used.</param>
/// <param name="Phase">The phase of the next update.</param>
/// <param name="PhaseStep">Updates made in that phase.</param>
/// <param name="Step">Updates made.</param>
/// <param name="Tokens">Tokens that went through the model.</param>
/// <param name="Seconds">Training time, validation and checkpoints included.</param>
/// <param name="PhaseSeconds">Training time of this phase.</param>
/// <param name="Data">Position in the phase's data.</param>
/// <param name="Losses">What was measured so far.</param>
/// <param name="IsFinished">Whether both phases are done.</param>
internal sealed record TrainingState(
    TrainingOptions Options,
    ModelConfiguration Shape,
    IReadOnlyDictionary<string, string> DataHashes,
    TrainingPhase Phase,
    int PhaseStep,
    int Step,
    long Tokens,
    double Seconds,
    double PhaseSeconds,
    StreamPosition Data,
    RunLosses Losses,
    bool IsFinished);
