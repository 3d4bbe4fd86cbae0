namespace TreasureMarkers.Training;

/// <summary>The two parts of a run, in order.</summary>
internal enum TrainingPhase
{
    /// <summary>Next-token prediction on running text.</summary>
    Pretraining,

    /// <summary>Marker fine-tuning on instruction rows.</summary>
    FineTuning,
}
