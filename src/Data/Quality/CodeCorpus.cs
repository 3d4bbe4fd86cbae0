using TreasureMarkers.Data.LanguageId;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Quality;

/// <summary>Program text in several languages, from small packages, in stretches of a few lines.</summary>
internal static class CodeCorpus
{
    private const int LinesOfStretch = 25;
    private const int MostOfExtension = 1_500_000;

    private static readonly string[] Packages =
    [
        "libpython3.11-stdlib", "plplot-examples", "node-lodash", "rubocop", "librust-regex-dev", "php-twig", "golang-github-gorilla-mux-dev",
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
                if (left.TryGetValue(extension, out var wanted) && wanted > 0 && !path.EndsWith(".min.js", StringComparison.Ordinal) && new FileInfo(path).LinkTarget is null)
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
