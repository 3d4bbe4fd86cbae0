namespace TreasureMarkers.Models.Configuration;

/// <summary>What a run is trained with; the arms differ in nothing else.</summary>
internal enum TrainingArm
{
    /// <summary>Marker lists on both sides.</summary>
    Marked,

    /// <summary>The same rows in the same order without any list.</summary>
    Baseline,
}
