namespace TreasureMarkers.Data.Rendering.Synthetic;

/// <summary>The provenance of what this project wrote itself.</summary>
internal static class Written
{
    /// <summary>The provenance of a record.</summary>
    /// <param name="maker">What made it.</param>
    /// <param name="record">Which one.</param>
    public static Provenance By(string maker, string record) => new("TreasureMarkers", "1", "MIT", $"{maker}/{record}");
}
