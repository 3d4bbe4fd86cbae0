namespace TreasureMarkers.Training.Loop;

/// <summary>The two parts of a run, in order.</summary>
public enum TrainingPhase
{
    /// <summary>Next-token prediction on running text.</summary>
    Pretraining,

    /// <summary>Marker fine-tuning on instruction rows.</summary>
    FineTuning,
}
