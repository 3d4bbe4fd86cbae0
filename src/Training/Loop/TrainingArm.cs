namespace TreasureMarkers.Training.Loop;

/// <summary>What a run is trained with; the arms differ in nothing else.</summary>
public enum TrainingArm
{
    /// <summary>Marker lists on both sides.</summary>
    Marked,

    /// <summary>The same rows in the same order without any list.</summary>
    Baseline,
}
