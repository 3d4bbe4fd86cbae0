namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>The kinds of rows that manuals give.</summary>
internal static class ManualKinds
{
    /// <summary>The most rows of each kind that a language keeps from one manual.</summary>
    public static IReadOnlyDictionary<string, int> Caps { get; } = new Dictionary<string, int>
    {
        ["manual-explain"] = 600,
        ["manual-markdown"] = 250,
        ["manual-medium"] = 250,
        ["manual-long"] = 120,
        ["manual-steps"] = 250,
        ["manual-title"] = 200,
        ["manual-summary"] = 200,
        ["manual-contents"] = 80,
        ["manual-command"] = 300,
        ["manual-which"] = 120,
        ["manual-translate"] = 350,
        ["manual-translate-section"] = 150,
    };
}
