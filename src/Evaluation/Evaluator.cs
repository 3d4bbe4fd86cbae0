using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation;

/// <summary>Asks one model every question of the plan that is not answered yet, and judges the answers.</summary>
/// <param name="rows">The held-out rows.</param>
/// <param name="questions">What the model should know.</param>
/// <param name="only">Names of the experiments to make; empty for all.</param>
/// <param name="answers">Where answers are kept.</param>
/// <param name="progress">Is told after each answer.</param>
internal sealed class Evaluator(
    EvalRows rows,
    IReadOnlyList<KnowledgeQuestion> questions,
    IReadOnlyCollection<string> only,
    AnswerStore answers,
    EvalProgress progress)
{
    // As many as a model in this process answers at a time.
    private const int AtOnce = 8;

    /// <summary>Every question, in the order in which the report shows them.</summary>
    /// <param name="rows">The held-out rows.</param>
    /// <param name="questions">What the model should know.</param>
    public static IReadOnlyList<Trial> Plan(EvalRows rows, IReadOnlyList<KnowledgeQuestion> questions) =>
    [
        .. Knowledge.Plan(questions),
        .. CombinedControl.Plan(rows),
        .. LanguageControl.Plan(rows),
        .. LengthControl.Plan(rows),
        .. LengthBucketControl.Plan(rows),
        .. FormatControl.Plan(rows),
        .. MarkerInference.Plan(rows),
        .. FunctionCalling.Plan(rows),
    ];

    /// <summary>Evaluates one model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops after the answer that is being written; what was answered is kept.</param>
    /// <exception cref="CommandException">The server failed, or the data has no held-out rows to ask about.</exception>
    public async Task<ModelReport> EvaluateAsync(EvalModel model, CancellationToken cancellationToken)
    {
        var trials = Planned();
        if (trials.Count == 0)
        {
            throw new CommandException("There is nothing to ask: the data has no held-out rows for these experiments. Build it with a larger profile.");
        }

        // One question tells: a model that was trained without functions refuses them all.
        string? withoutFunctions = trials.FirstOrDefault(trial => trial.Request.Tools is not null) is { } calling
            && await AskAsync(model, calling.Request, cancellationToken) is { RefusalCode: EvalModel.Unsupported } refused
                ? refused.Refusal
                : null;
        trials = withoutFunctions is null ? trials : [.. trials.Where(trial => trial.Request.Tools is null)];
        var requests = trials.Select(trial => trial.Request).DistinctBy(request => request.Key(model.Hash)).ToList();
        var open = requests.Where(question => answers.Find(question.Key(model.Hash)) is null).ToList();
        progress.Begin(model.Name, requests.Count, requests.Count - open.Count);
        foreach (var some in open.Chunk(AtOnce))
        {
            // Together they share forward passes; they are kept in their order, so that a report's answers are.
            var answered = await Task.WhenAll(some.Select(question => model.AskAsync(question, cancellationToken)));
            foreach (var (question, answer) in some.Zip(answered))
            {
                answers.Add(question.Key(model.Hash), model.Name, question, answer);
                progress.Answered();
            }
        }

        progress.End();
        var calls = requests.Where(question => question.Tools is not null)
            .Select(question => (question.Tools!, answers.Find(question.Key(model.Hash))!)).ToList();
        return Judge(model, trials, requests) with
        {
            Functions = await FunctionCallReport.OfAsync(calls, withoutFunctions, cancellationToken),
        };
    }

    /// <summary>Compares the texts that two evaluated models wrote.</summary>
    /// <param name="reference">The model to hold the other against.</param>
    /// <param name="hash">The other's hash.</param>
    /// <param name="tokenizer">Cuts their texts.</param>
    public Agreement Compare(ModelReport reference, string hash, BpeTokenizer tokenizer)
    {
        var pairs = Planned().Select(trial => trial.Request)
            .Where(request => request.Tools is null).DistinctBy(request => request.Key(hash))
            .Select(request => (Expected: answers.Find(request.Key(reference.Hash))!, Actual: answers.Find(request.Key(hash))!))
            .Where(pair => pair.Expected.Refusal is null && pair.Actual.Refusal is null);
        return Agreement.Of(reference.Name, tokenizer, [.. pairs.Select(pair => (pair.Expected.Text, pair.Actual.Text))]);
    }

    /// <summary>
    /// How much more often a model keeps several levers set as markers than the first model keeps the same wishes in words.
    /// </summary>
    /// <param name="reference">The first model, for example the base of a fine-tune.</param>
    /// <param name="hash">The other's hash.</param>
    /// <returns>Null when it does not know these markers.</returns>
    public Share? Lead(ModelReport reference, string hash)
    {
        var arms = CombinedControl.Experiment.Arms;
        var trials = Planned().Where(trial => trial.Experiment == CombinedControl.Experiment).ToLookup(trial => trial.Arm);
        var differences = trials[arms[0]].Zip(trials[arms[1]])
            .Select(pair => (
                Row: pair.First.RowId,
                Words: (Trial: pair.First, Answer: answers.Find(pair.First.Request.Key(reference.Hash))!),
                Markers: (Trial: pair.Second, Answer: answers.Find(pair.Second.Request.Key(hash))!)))
            .Where(pair => pair.Words.Answer.Refusal is null && pair.Markers.Answer.Refusal is null)
            .GroupBy(pair => pair.Row, pair => Counts(pair.Markers) - Counts(pair.Words), (_, values) => values.ToArray())
            .ToList();
        return differences.Count == 0 ? null : Bootstrap.Mean(differences);

        static int Counts((Trial Trial, EvalAnswer Answer) pair) => pair.Trial.Counts(pair.Answer) ? 1 : 0;
    }

    private List<Trial> Planned() =>
        [.. Plan(rows, questions).Where(trial => only.Count == 0 || only.Contains(trial.Experiment.Name, StringComparer.OrdinalIgnoreCase))];

    private async Task<EvalAnswer> AskAsync(EvalModel model, EvalRequest question, CancellationToken cancellationToken)
    {
        string key = question.Key(model.Hash);
        if (answers.Find(key) is { } kept)
        {
            return kept;
        }

        var answer = await model.AskAsync(question, cancellationToken);
        answers.Add(key, model.Name, question, answer);
        return answer;
    }

    private ModelReport Judge(EvalModel model, IReadOnlyList<Trial> trials, List<EvalRequest> requests)
    {
        var asked = requests.ConvertAll(question => answers.Find(question.Key(model.Hash))!);
        // A request for a call that is refused was not answered by one: left out, long offers of functions would flatter.
        var experiments = trials.Select(trial => (Trial: trial, Answer: answers.Find(trial.Request.Key(model.Hash))!))
            .Where(pair => pair.Answer.Refusal is null || pair.Trial.Request.Tools is not null)
            .GroupBy(pair => pair.Trial.Experiment)
            .Select(group => ExperimentReport.Of(group.Key, [.. group]));
        return new ModelReport(
            model.Name, model.Hash, asked.Count, asked.Count(answer => answer.Refusal is not null),
            asked.Count(answer => answer.FinishReason == "length"), [.. experiments]);
    }
}
