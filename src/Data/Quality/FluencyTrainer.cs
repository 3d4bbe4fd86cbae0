using TreasureMarkers.Data.LanguageId;
using TreasureMarkers.Data.Packages;
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
        return Array.ConvertAll(counts, c =>
            (byte)Math.Min(byte.MaxValue, Math.Round(-Math.Log2((c + Smoothing) / total) * FluencyTable.Scale)));
    }
}

/// <summary>Program text in several languages, from small packages, in stretches of a few lines.</summary>
internal static class CodeCorpus
{
    private const int LinesOfStretch = 25;
    private const int MostOfExtension = 1_500_000;

    private static readonly string[] Packages =
    [
        "libpython3.11-stdlib", "plplot-examples", "node-lodash", "rubocop", "librust-regex-dev", "php-twig",
        "golang-github-gorilla-mux-dev",
    ];

    private static readonly string[] Extensions = [".py", ".js", ".rb", ".rs", ".php", ".go", ".c", ".cc", ".h", ".java"];

    /// <summary>Fetches what is missing and reads it; each extension gives at most the same number of characters.</summary>
    /// <param name="cacheFolder">Where downloads are kept.</param>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="SourceException">A package is gone.</exception>
    public static async Task<IReadOnlyList<LanguageSample>> ReadAsync(string cacheFolder, Action<string> report, CancellationToken ct)
    {
        var apt = new AptClient(cacheFolder);
        var samples = new HashSet<LanguageSample>();
        var left = Extensions.ToDictionary(e => e, _ => MostOfExtension);
        foreach (var package in Packages)
        {
            report("fetching " + package);
            var (folder, _) = await apt.UnpackAsync(package, ct);
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                var extension = Path.GetExtension(path);
                if (left.TryGetValue(extension, out var wanted) && wanted > 0 && !path.EndsWith(".min.js", StringComparison.Ordinal)
                    && new FileInfo(path).LinkTarget is null)
                {
                    var text = await File.ReadAllTextAsync(path, ct);
                    left[extension] -= text.Length;
                    samples.UnionWith(Stretches(text));
                }
            }
        }

        return [.. samples];
    }

    private static IEnumerable<LanguageSample> Stretches(string text) =>
        text.Split('\n').Chunk(LinesOfStretch).Select(lines => string.Join('\n', lines).Trim())
            .Where(stretch => stretch.Length >= 30)
            .Select(stretch => new LanguageSample(FluencyModel.Code, stretch, IsProse: false));
}
