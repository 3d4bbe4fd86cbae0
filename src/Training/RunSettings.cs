using TorchSharp;

namespace TreasureMarkers.Training;

/// <summary>What does not change a run's result.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Device">Where to compute.</param>
/// <param name="CheckpointEvery">Longest time between checkpoints.</param>
/// <param name="CheckpointSteps">Most updates between checkpoints.</param>
/// <param name="EvalEvery">Updates between validations.</param>
internal sealed record RunSettings(string Folder, torch.Device Device, TimeSpan CheckpointEvery, int CheckpointSteps, int EvalEvery);
