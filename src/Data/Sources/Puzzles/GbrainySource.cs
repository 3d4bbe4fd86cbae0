using TreasureMarkers.Data.Rendering;
using TreasureMarkers.Data.Sources.Catalogues;

namespace TreasureMarkers.Data.Sources.Puzzles;

/// <summary>gbrainy's puzzles: questions with options, answers and the reasons for them, written by people and translated by people.</summary>
internal sealed class GbrainySource : IDataSource
{
    private const string Package = "gbrainy";

    private const string Games = "usr/share/games/gbrainy/";

    private const int Draws = 4;

    private static readonly Dictionary<string, string> NoCatalogue = [];

    /// <inheritdoc/>
    public string Name => Package;

    /// <inheritdoc/>
    public string Coverage => "step-by-step reasoning that people wrote";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["puzzle-choice"] = 400,
        ["puzzle-answer"] = 400,
        ["puzzle-reason"] = 400,
        ["puzzle-steps"] = 400,
    };

    /// <inheritdoc/>
    public async Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        context.Report("fetching " + Package);
        var package = await context.Packages.DebianAsync(Package, ct);
        var catalogues = LocaleCatalogues.Read(package, context.Languages);
        Puzzle[] puzzles =
        [
            .. AnalogyReader.Read(package.ReadText(Games + "verbal_analogies.xml")),
            .. GameReader.Read(package.ReadText(Games + "games.xml"), context.Seed, Draws),
        ];
        foreach (var puzzle in puzzles)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var language in context.Languages.Select(l => l.Name))
            {
                var catalogue = catalogues.GetValueOrDefault(language) ?? NoCatalogue;
                foreach (var draft in new PuzzleRows(puzzle, language, catalogue, context, package.Provenance("GPL-2.0-or-later", puzzle.Id)).All())
                {
                    sink.Add(draft);
                }
            }
        }

        return $"{Package} {package.Version}, {puzzles.Length} puzzles";
    }
}
