namespace TreasureMarkers.Training;

/// <summary>A checkpoint as read.</summary>
/// <param name="State">Where the run stands.</param>
/// <param name="Weights">Row-major values by weight name.</param>
/// <param name="FirstMoments">The optimiser's, by weight name.</param>
/// <param name="SecondMoments">The optimiser's, by weight name.</param>
/// <param name="Updates">Updates the optimiser made.</param>
internal sealed record Checkpoint(
    TrainingState State,
    IReadOnlyDictionary<string, float[]> Weights,
    IReadOnlyDictionary<string, float[]> FirstMoments,
    IReadOnlyDictionary<string, float[]> SecondMoments,
    long Updates);
