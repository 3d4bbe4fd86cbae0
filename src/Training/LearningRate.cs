namespace TreasureMarkers.Training;

/// <summary>Linear warm-up, then half a cosine down to a tenth of the peak.</summary>
internal static class LearningRate
{
    private const double Floor = 0.1;

    /// <summary>The rate of one update.</summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="update">Updates made in this phase before this one.</param>
    /// <param name="warmUp">Updates until the peak is reached.</param>
    /// <param name="progress">The share of the phase that is done, 0 to 1.</param>
    public static double At(double peak, long update, int warmUp, double progress)
    {
        var cosine = Floor + ((1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(progress, 0, 1))));
        return peak * Math.Min(cosine, (update + 1.0) / Math.Max(1, warmUp));
    }
}
