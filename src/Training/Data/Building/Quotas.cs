namespace TreasureMarkers.Training.Data.Building;

/// <summary>How many rows a build keeps of each kind in each language: a balance that a very small model can learn control from.</summary>
public static class Quotas
{
    /// <summary>Each kind's share of a language's rows; what a kind lacks is not given to another.</summary>
    public static IReadOnlyDictionary<string, double> Shares { get; } = new Dictionary<string, double>
    {
        ["explain"] = 0.09,
        ["explain-hint"] = 0.11,
        ["explain-format"] = 0.06,
        ["explain-long"] = 0.03,
        ["features"] = 0.03,
        ["summarize"] = 0.06,
        ["summarize-format"] = 0.04,
        ["translate"] = 0.07,
        ["topic"] = 0.03,
        ["whichLanguage"] = 0.04,
        ["extract"] = 0.07,
        ["extract-plain"] = 0.015,
        ["ask-field"] = 0.03,
        ["iso-code"] = 0.05,
        ["iso-code-format"] = 0.02,
        ["iso-name"] = 0.04,
        ["iso-about"] = 0.05,
        ["iso-about-format"] = 0.035,
        ["iso-translate"] = 0.04,
        ["iso-kind"] = 0.015,
        ["iso-extract"] = 0.015,
        ["iso-list"] = 0.06,
        ["iso-list-long"] = 0.01,
        ["iso-letter"] = 0.02,
        ["talk-hello"] = 0.006,
        ["talk-thanks"] = 0.004,
        ["talk-who"] = 0.006,
        ["talk-can"] = 0.006,
    };

    /// <summary>No language's rows can exceed this, so that no more drafts need be kept while reading.</summary>
    public const int LargestLanguage = 20_000;

    /// <summary>The rows of each language: the total shared out by size^0.35, so that small languages are seen.</summary>
    /// <param name="sizes">How much text each language has, in any unit.</param>
    /// <param name="total">The rows wanted in all.</param>
    public static Dictionary<string, int> PerLanguage(IReadOnlyDictionary<string, long> sizes, int total)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        var sum = sizes.Values.Sum(Temper);
        return sizes.ToDictionary(s => s.Key, s => Math.Min(LargestLanguage, (int)(total * Temper(s.Value) / sum)));
    }

    private static double Temper(long size) => Math.Pow(Math.Max(1, size), 0.35);
}
