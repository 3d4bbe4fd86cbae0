namespace TreasureMarkers.Training;

/// <summary>Where a stream of examples stands: small enough for every checkpoint.</summary>
/// <param name="Epoch">Times the data was gone through.</param>
/// <param name="Cursor">Rows of this epoch's order that were taken.</param>
/// <param name="Waiting">Rows taken but not packed yet, in order.</param>
internal sealed record StreamPosition(int Epoch, int Cursor, IReadOnlyList<ExampleReference> Waiting)
{
    /// <summary>Nothing taken yet.</summary>
    public static StreamPosition Start { get; } = new(0, 0, []);
}
