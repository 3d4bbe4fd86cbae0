namespace TreasureMarkers.Models.Configuration;

/// <summary>RUN/training.json: what was trained on what, for how long, with what result. No time of day and no machine name.</summary>
/// <param name="Options">What the run was started with.</param>
/// <param name="Shape">The model.</param>
/// <param name="Parameters">Numbers that were trained.</param>
/// <param name="DataHashes">SHA-256 of every data file used.</param>
/// <param name="Commit">The code's commit, or null outside a repository.</param>
/// <param name="Step">Updates made.</param>
/// <param name="Tokens">Tokens that went through the model.</param>
/// <param name="Seconds">Training time.</param>
/// <param name="TokensPerSecond">Over the whole run, validation and checkpoints included.</param>
/// <param name="Cores">Of the machine.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Losses">The last measured ones, in nats per token.</param>
/// <param name="IsFinished">Whether both phases are done.</param>
internal sealed record TrainingReport(
    TrainingOptions Options,
    ModelConfiguration Shape,
    long Parameters,
    IReadOnlyDictionary<string, string> DataHashes,
    string? Commit,
    int Step,
    long Tokens,
    double Seconds,
    double TokensPerSecond,
    int Cores,
    string Device,
    RunLosses Losses,
    bool IsFinished);
