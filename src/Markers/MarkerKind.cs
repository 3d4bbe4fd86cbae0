namespace TreasureMarkers.Markers;

/// <summary>What values a marker category takes.</summary>
public enum MarkerKind
{
    /// <summary>A whole number from 0 to 2,147,483,647; <c>int</c> in taxonomy.json.</summary>
    Integer,

    /// <summary>A number from 0 to 1,000,000 kept with at most two decimals; <c>float</c> in taxonomy.json.</summary>
    Float,

    /// <summary>One of a fixed list of values; <c>categorical</c> in taxonomy.json.</summary>
    Categorical,
}
