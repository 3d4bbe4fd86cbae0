namespace TreasureMarkers.Training;

/// <summary>What a run begins with.</summary>
/// <param name="State">Its state.</param>
/// <param name="Weights">Row-major values by weight name.</param>
/// <param name="Checkpoint">What it goes on from; null for a new run.</param>
internal sealed record RunStart(TrainingState State, IReadOnlyDictionary<string, float[]> Weights, Checkpoint? Checkpoint);
