using System.Text.Json.Serialization;

namespace TreasureMarkers.Models.Configuration;

/// <summary>What decides a run's result; saved with it, and what a resumed run must agree with.</summary>
/// <param name="Preset">One of <see cref="ModelConfiguration.Presets"/>.</param>
/// <param name="Arm">With or without markers.</param>
/// <param name="Dropout">Of the prompt-side list.</param>
/// <param name="PretrainSteps">Updates of the first phase; ignored when <paramref name="Minutes"/> is given.</param>
/// <param name="Steps">Updates of the second phase; ignored when <paramref name="Minutes"/> is given.</param>
/// <param name="Minutes">Training time of both phases together instead of steps; null to count steps. A run by the clock is
/// not reproducible to the bit.</param>
/// <param name="PretrainShare">The first phase's share of <paramref name="Minutes"/>, 0 to 1.</param>
/// <param name="BatchTokens">Tokens per update.</param>
/// <param name="Block">Tokens per forward pass.</param>
/// <param name="LearningRate">Peak of the first phase; the second peaks at half of it.</param>
/// <param name="Seed">Of weights, order and dropout.</param>
/// <param name="Precision">Of matrix products.</param>
internal sealed record TrainingOptions(
    string Preset,
    TrainingArm Arm,
    MarkerDropout Dropout,
    int PretrainSteps,
    int Steps,
    double? Minutes,
    double PretrainShare,
    int BatchTokens,
    int Block,
    double LearningRate,
    long Seed,
    MatrixPrecision Precision)
{
    /// <summary>Whether there is a first phase.</summary>
    [JsonIgnore]
    public bool HasPretraining => Minutes is null ? PretrainSteps > 0 : PretrainShare > 0;
}
