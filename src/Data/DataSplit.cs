namespace TreasureMarkers.Data;

/// <summary>The names of the splits that a data folder holds.</summary>
internal static class DataSplit
{
    /// <summary>Rows that a model may be trained on.</summary>
    public const string Train = "train";

    /// <summary>Held-out rows, from groups that training never sees.</summary>
    public const string Eval = "eval";
}
