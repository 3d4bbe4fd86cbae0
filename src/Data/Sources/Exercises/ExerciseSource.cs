using System.Globalization;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Exercises;

/// <summary>Computed exercises in arithmetic, money, distances, units and dates, from the phrases written for this project.</summary>
internal sealed class ExerciseSource : IDataSource
{
    private const int ExercisesPerKind = 60;

    /// <inheritdoc/>
    public string Name => "exercises";

    /// <inheritdoc/>
    public string Coverage => "step-by-step reasoning and arithmetic";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } =
        ProblemMaker.Keys.ToDictionary(key => "synthetic-" + key, _ => 3 * ExercisesPerKind);

    /// <inheritdoc/>
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        foreach (var language in context.Languages.Select(l => l.Name))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (key, i) in ProblemMaker.Keys.SelectMany(key => Enumerable.Range(0, ExercisesPerKind)
                .Select(i => (key, i.ToString()))))
            {
                // Each language has its own numbers, so that one exercise does not stand in the data once for each.
                var problem = ProblemMaker.Make(key, new StableRandom(context.Seed, "exercise", key, language, i));
                foreach (var draft in new ProblemRows(problem, language, new StableRandom(context.Seed, "exercise rows", key, language, i))
                    .All())
                {
                    sink.Add(draft);
                }
            }
        }

        return Task.FromResult("phrases");
    }
}

/// <summary>An exercise as rows: a plain answer, numbered steps, and a choice of answers.</summary>
/// <param name="problem">The exercise.</param>
/// <param name="language">The language of both turns.</param>
/// <param name="random">Chooses the wording and the wrong answers.</param>
internal sealed class ProblemRows(Problem problem, string language, StableRandom random)
{
    private readonly Phrases _phrases = Phrases.For(language);

    /// <summary>The rows: one of each format.</summary>
    public IEnumerable<RowDraft> All()
    {
        yield return Draft(null, Question(), random.Chance(0.3) ? Value(problem.Result) : Sentence());
        var question = Question();
        yield return Draft("ChainOfThought", random.Chance(0.6)
            ? PromptText.Join(language, [question, _phrases.Say(random, "synthetic.why")]) : question, Steps());
        yield return Choice();
    }

    private RowDraft Choice()
    {
        var values = random.Sample([.. Wrong().Distinct().Where(v => v != problem.Result && v > 0)], 3).Append(problem.Result).ToArray();
        values = random.Sample(values, values.Length);
        string[] options = [.. values.Select((value, i) => $"{(char)('A' + i)}) {Value(value)}")];
        var prompt = $"{Question()}\n\n{string.Join('\n', options)}\n\n{_phrases.Say(random, "synthetic.pick")}";
        return Draft("MCQAnswer", prompt, options[Array.IndexOf(values, problem.Result)]);
    }

    /// <summary>Near misses: a slip of the pen, of the tens, of the scale; for days the others.</summary>
    private IEnumerable<int> Wrong() => problem.IsDay
        ? Enumerable.Range(1, 7)
        : [problem.Result + 1, problem.Result - 1, problem.Result + 10, problem.Result * 2, problem.Result + random.Next(20) + 2,
            problem.Result * 10];

    private string Steps()
    {
        var word = _phrases.Word("synthetic.word", "step");
        var steps = problem.Steps.Select((step, i) => $"{word} {i + 1}: {WithDays(step)}");
        return string.Join('\n', steps.Append(Sentence()));
    }

    private string WithDays(string step)
    {
        for (var day = 1; day <= 7; day++)
        {
            step = step.Replace($"{{day:{day}}}", Day(day), StringComparison.Ordinal);
        }

        return step;
    }

    private string Question()
    {
        var text = _phrases.Say(random, "synthetic." + problem.Key, [.. problem.Values]);
        return text.Replace("{name}", random.Pick(_phrases.All("synthetic.names")), StringComparison.Ordinal);
    }

    private string Sentence() => _phrases.Say(random, "answer.synthetic.is", ("x", Value(problem.Result)));

    private string Value(int value) => problem.IsDay ? Day(value) : value.ToString(CultureInfo.InvariantCulture) + problem.Unit;

    private string Day(int day) => _phrases.Word("synthetic.week", day.ToString(CultureInfo.InvariantCulture));

    private RowDraft Draft(string? format, string prompt, string answer) =>
        new("synthetic-" + problem.Key, problem.Group, language, "Reasoning", problem.Domain, format, "Synthetic", prompt, answer,
            Provenance.OfProject($"exercises/{problem.Group}"));
}
