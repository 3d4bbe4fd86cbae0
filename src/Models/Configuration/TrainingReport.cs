using System.Text.Json.Serialization;

namespace TreasureMarkers.Models.Configuration;

/// <summary>training.json: what was trained on what, for how long, with what result. No time of day and no machine name.</summary>
/// <param name="Config">Everything that decided the result.</param>
/// <param name="Parameters">Numbers that were trained.</param>
/// <param name="DataHashes">SHA-256 of every data file used.</param>
/// <param name="Commit">The code's commit, or null outside a repository.</param>
/// <param name="Step">Updates made.</param>
/// <param name="Tokens">Tokens that went through the model.</param>
/// <param name="Seconds">Training time.</param>
/// <param name="TokensPerSecond">Over the whole run, validation and checkpoints included.</param>
/// <param name="Cores">Of the machine.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Losses">The last measured ones.</param>
/// <param name="IsFinished">Whether both phases are done.</param>
/// <param name="Base">The base that was fine-tuned; null when training began from nothing.</param>
/// <param name="Method">How it was fine-tuned, in words, such as <c>LoRA of rank 16</c>; null when training began from nothing.</param>
internal sealed record TrainingReport(
    TrainingConfig Config,
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
    bool IsFinished,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ModelOrigin? Base = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Method = null);

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
