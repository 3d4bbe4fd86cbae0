namespace TreasureMarkers.Markers;

/// <summary>A piece of a completion as it streams in: its marker list, or text.</summary>
public abstract record MarkerStreamPart
{
    private protected MarkerStreamPart()
    {
    }
}
