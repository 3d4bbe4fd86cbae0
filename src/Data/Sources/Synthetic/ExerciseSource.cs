using TreasureMarkers.Data.Rendering.Synthetic;

namespace TreasureMarkers.Data.Sources.Synthetic;

/// <summary>Computed exercises in arithmetic, money, distances, units and dates, from the phrases written for this project.</summary>
internal sealed class ExerciseSource : IDataSource
{
    private const int ExercisesPerKind = 60;

    /// <inheritdoc/>
    public string Name => "exercises";

    /// <inheritdoc/>
    public string Coverage => "step-by-step reasoning and arithmetic";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = ProblemMaker.Keys.ToDictionary(key => "synthetic-" + key, _ => 3 * ExercisesPerKind);

    /// <inheritdoc/>
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
    {
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            ct.ThrowIfCancellationRequested();
            foreach (var (key, i) in ProblemMaker.Keys.SelectMany(key => Enumerable.Range(0, ExercisesPerKind).Select(i => (key, i.ToString()))))
            {
                // Each language has its own numbers, so that one exercise does not stand in the data once for each.
                var problem = ProblemMaker.Make(key, new StableRandom(context.Seed, "exercise", key, language, i));
                foreach (var draft in new ProblemRows(problem, language, new StableRandom(context.Seed, "exercise rows", key, language, i)).All())
                {
                    sink.Add(draft);
                }
            }
        }

        return Task.FromResult("phrases");
    }
}
