using TreasureMarkers.Data.LanguageId;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Quality;

/// <summary>Counts each language's n-grams, and measures what texts that were not counted cost.</summary>
internal static class FluencyTrainer
{
    private const double Smoothing = 0.5;
    private const int CalibrationShare = 5;

    /// <summary>Learns from the samples that are not held out; a fifth of them says how much a usual text costs.</summary>
    public static FluencyModel Train(IEnumerable<LanguageSample> samples) =>
        new(samples.Where(s => !s.IsHeldOut).GroupBy(s => s.Language).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Table(g.Key, [.. g.Select(s => s.Text)])));

    private static FluencyTable Table(string language, IReadOnlyList<string> texts)
    {
        var parts = texts.ToLookup(text => StableHash.Of("fluency", text) % CalibrationShare == 0);
        var table = new FluencyTable(language, Costs(parts[false], language == FluencyModel.Code), Mean: 0, Deviation: 1);
        var (sum, count) = parts[true].Aggregate((Sum: 0L, Count: 0L), (total, text) =>
        {
            var (cost, grams) = table.Sum(text);
            return (total.Sum + cost, total.Count + grams);
        });
        table = table with { Mean = (float)(sum / FluencyTable.Scale / count) };
        var variance = parts[true].Average(text => Math.Pow(table.Cost(text) - table.Mean, 2));
        return table with { Deviation = (float)Math.Sqrt(variance) };
    }

    private static byte[] Costs(IEnumerable<string> texts, bool isCode)
    {
        var counts = new double[FluencyGrams.Buckets];
        foreach (var text in texts)
        {
            foreach (var bucket in new FluencyGrams(text, isCode))
            {
                counts[bucket]++;
            }
        }

        var total = counts.Sum() + (Smoothing * counts.Length);
        return Array.ConvertAll(counts, c => (byte)Math.Min(byte.MaxValue, Math.Round(-Math.Log2((c + Smoothing) / total) * FluencyTable.Scale)));
    }
}
