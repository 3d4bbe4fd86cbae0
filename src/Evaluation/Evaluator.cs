using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation;

/// <summary>
/// Asks models the questions of one experiment after another, the most important ones first, and judges the answers. What a first model
/// answers with nothing wished is the reference of what is on the subject.
/// </summary>
/// <param name="models">The models; at least one.</param>
/// <param name="inputs">What they are asked.</param>
/// <param name="count">Prompts of a cell.</param>
/// <param name="seed">Chooses them.</param>
/// <param name="only">Names of the experiments to make; empty for all.</param>
/// <param name="answers">Where answers are kept.</param>
/// <param name="progress">Is told after each answer.</param>
internal sealed class Evaluator(
    IReadOnlyList<EvalModel> models,
    EvalInputs inputs,
    int count,
    int seed,
    IReadOnlyCollection<string> only,
    AnswerStore answers,
    EvalProgress progress)
{
    private readonly Dictionary<EvalModel, ModelReport> _reports =
        models.ToDictionary(model => model, model => new ModelReport(model.Name, model.Hash, []));

    private readonly Dictionary<EvalModel, HashSet<string>> _asked = models.ToDictionary(model => model, _ => new HashSet<string>());

    /// <summary>The names of all experiments, in the order in which they are made.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Order(new OpenExperiments(Nothing, MarkerTaxonomy.Default, 1, 1), Nothing, MarkerTaxonomy.Default, 1, 1).Select(pair => pair.Name), Likelihood.Name];

    private static EvalInputs Nothing => new([], [], [], [], [], []);

    // All models get the same wishes: those that the first model with markers can be asked.
    private MarkerTaxonomy Taxonomy => models.Select(model => model.Taxonomy).FirstOrDefault(taxonomy => taxonomy.Categories.Count > 0)
        ?? MarkerTaxonomy.Default;

    /// <summary>Every experiment's questions, in the order in which they are made; those of which there are none are left out.</summary>
    public IReadOnlyList<IReadOnlyList<Trial>> Plan() =>
    [
        .. Order(new OpenExperiments(inputs, Taxonomy, count, seed), inputs, Taxonomy, count, seed)
            .Where(pair => IsWanted(pair.Name)).Select(pair => pair.Trials().ToList()).Where(trials => trials.Count > 0),
    ];

    /// <summary>Makes the experiments.</summary>
    /// <param name="plan">What <see cref="Plan"/> gave.</param>
    /// <param name="cancellationToken">Stops after the answers that are being written; what was answered is kept.</param>
    /// <returns>What is known of the models so far, after each experiment.</returns>
    /// <exception cref="CommandException">A server failed.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ModelReport>> EvaluateAsync(
        IReadOnlyList<IReadOnlyList<Trial>> plan,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var trials in plan)
        {
            await AskAsync(models[0], $"{models[0].Name}, references", [.. trials.Select(trial => trial.Reference).OfType<EvalRequest>()], cancellationToken);
            var first = default(Judgement);
            foreach (var model in models)
            {
                List<Trial> possible = [.. trials.Where(trial => IsPossible(model, trial.Request))];
                if (possible.Find(trial => trial.Request.Tools is not null) is { } calling)
                {
                    // One question tells: a model that was trained without functions refuses them all.
                    await AskAsync(model, trials[0].Experiment.Name, [calling.Request], cancellationToken);
                    if (Answer(model, calling.Request) is { RefusalCode: EvalModel.Unsupported, Refusal: { } refusal })
                    {
                        _reports[model] = _reports[model] with { Functions = new FunctionCallReport(0, 0, 0, 0, refusal) };
                        continue;
                    }
                }

                await AskAsync(model, $"{model.Name}, {trials[0].Experiment.Name}", [.. possible.Select(trial => trial.Request)], cancellationToken);
                var judgement = await JudgeAsync(model, possible, first, cancellationToken);
                first = model == models[0] ? judgement : first;
            }

            yield return Reports();
        }

        if (IsWanted(Likelihood.Name) && inputs.Texts.Count > 0)
        {
            foreach (var model in models.Where(model => model.Folder is not null))
            {
                _reports[model] = _reports[model] with { Likelihood = Likelihood.Measure(model.Folder!, [.. inputs.Texts.Take(4 * count)], cancellationToken) };
            }

            yield return Reports();
        }
    }

    private static IEnumerable<(string Name, Func<IEnumerable<Trial>> Trials)> Order(
        OpenExperiments open, EvalInputs inputs, MarkerTaxonomy taxonomy, int count, int seed) =>
    [
        (Knowledge.Name, () => Knowledge.Plan(inputs.Questions)),
        ("Unasked", open.NothingWished),
        ("Format", open.Format),
        ("Length in tokens", open.LengthInTokens),
        ("Sentences", open.Sentences),
        ("Language", open.Language),
        (WordLimits.Name, () => WordLimits.Plan(inputs.Instructions, taxonomy, count, seed)),
        ("Several levers", open.SeveralLevers),
        (MarkerInference.Name, () => MarkerInference.Plan(inputs, taxonomy, OfLanguage(count), seed)),
        (MarkerRequests.Name, () => MarkerRequests.Plan(taxonomy)),
        ("Length bucket", open.LengthBucket),
        ("Style", open.Style),
        ("Programming language", open.ProgrammingLanguage),
        ("Multiple choice", open.MultipleChoice),
        (LanguageConfusion.Name, () => LanguageConfusion.Plan(inputs.Confusion, taxonomy, OfLanguage(count), seed)),
    ];

    // There are many languages, and three questions to each of the benchmark's prompts.
    private static int OfLanguage(int count) => Math.Max(1, (int)Math.Ceiling(0.6 * count));

    /// <summary>Whether a model knows the markers that a request sets; nothing can be learned from what it must refuse.</summary>
    private static bool IsPossible(EvalModel model, EvalRequest request) =>
        (request.Markers ?? []).All(marker =>
            model.Taxonomy.TryGetCategory(marker.Key, out var category) && category.TryNormalize(marker.Value, out _))
        && (request.Tools is null || model.Taxonomy.Categories.Count > 0);

    private bool IsWanted(string name) => only.Count == 0 || only.Contains(name, StringComparer.OrdinalIgnoreCase);

    private EvalAnswer Answer(EvalModel model, EvalRequest request) => answers.Find(request.Key(model.Hash))!;

    private List<ModelReport> Reports() => models.Select(model => _reports[model]).ToList();

    private async Task AskAsync(EvalModel model, string what, IReadOnlyList<EvalRequest> requests, CancellationToken cancellationToken)
    {
        var keyed = requests.Select(request => (Request: request, Key: request.Key(model.Hash))).DistinctBy(pair => pair.Key).ToList();
        var open = keyed.Where(pair => answers.Find(pair.Key) is null).ToList();
        _asked[model].UnionWith(keyed.Select(pair => pair.Key));
        if (open.Count == 0)
        {
            return;
        }

        progress.Begin(what, keyed.Count, keyed.Count - open.Count);
        await Parallel.ForEachAsync(
            open, new ParallelOptions { MaxDegreeOfParallelism = EvalModel.AtOnce, CancellationToken = cancellationToken }, async (pair, token) =>
            {
                answers.Add(pair.Key, model.Name, pair.Request, await model.AskAsync(pair.Request, token));
                progress.Answered();
            });
        progress.End();
    }

    private async Task<Judgement?> JudgeAsync(
        EvalModel model, List<Trial> trials, Judgement? first, CancellationToken cancellationToken)
    {
        // A request for a call that is refused was not answered by one: left out, long offers of functions would flatter.
        var answered = trials.Select(trial => (Trial: trial, Answer: Answer(model, trial.Request)))
            .Where(pair => pair.Answer.Refusal is null || pair.Trial.Request.Tools is not null).ToList();
        if (answered.Count == 0)
        {
            return null;
        }

        var references = trials.Where(trial => trial.Reference is not null).DistinctBy(trial => trial.Open)
            .ToDictionary(trial => trial.Open!, trial => Answer(models[0], trial.Reference!).Text);
        var judgement = new Judgement(answered, references.Count > 0 ? new SubjectIndex(references) : null);
        var report = _reports[model];
        var isUnasked = trials[0].Experiment == OpenExperiments.Unasked;
        var calls = answered.Where(pair => pair.Trial.Request.Tools is not null).Select(pair => (pair.Trial.Request.Tools!, pair.Answer)).ToList();
        var asked = _asked[model].Select(key => answers.Find(key)!).ToList();
        _reports[model] = report with
        {
            Experiments = [.. report.Experiments, judgement.Report(model == models[0] ? null : first, models[0].Name)],
            Answers = asked.Count,
            Refused = asked.Count(answer => answer.Refusal is not null),
            CutOff = asked.Count(answer => answer.FinishReason == "length"),
            Functions = calls.Count > 0 ? await FunctionCallReport.OfAsync(calls, null, cancellationToken) : report.Functions,
            Lengths = isUnasked ? Lengths(answered) : report.Lengths,
            Agreement = isUnasked && model != models[0] && model.Folder is { } folder ? Compare(folder, answered) : report.Agreement,
        };
        return judgement;
    }

    private static LengthReport Lengths(IReadOnlyList<(Trial Trial, EvalAnswer Answer)> answered)
    {
        double[] tokens = [.. answered.DistinctBy(pair => pair.Trial.Prompt).Select(pair => (double)LengthMeasure.Tokens(pair.Answer.Text))];
        return new LengthReport(tokens.Length, Percentile.Of(tokens, 25), Percentile.Of(tokens, 50), Percentile.Of(tokens, 75));
    }

    /// <summary>Compares the texts that a model and the first one wrote to the same questions.</summary>
    private Agreement Compare(string folder, IReadOnlyList<(Trial Trial, EvalAnswer Answer)> answered) => Agreement.Of(
        models[0].Name,
        BpeTokenizer.Load(Path.Combine(folder, "tokenizer.json")),
        [.. answered.DistinctBy(pair => pair.Trial.Prompt).Select(pair => (Answer(models[0], pair.Trial.Request).Text, pair.Answer.Text))]);
}
