using TreasureMarkers.Evaluation.Experiments;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation;

/// <summary>Asks one model every question of the plan that is not answered yet, and judges the answers.</summary>
/// <param name="rows">The held-out rows.</param>
/// <param name="answers">Where answers are kept.</param>
/// <param name="progress">Is told after each answer.</param>
internal sealed class Evaluator(EvalRows rows, AnswerStore answers, EvalProgress progress)
{
    /// <summary>Every question, in the order in which the report shows them.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IReadOnlyList<Trial> Plan(EvalRows rows) =>
    [
        .. LanguageControl.Plan(rows),
        .. LengthControl.Plan(rows),
        .. LengthBucketControl.Plan(rows),
        .. FormatControl.Plan(rows),
        .. MarkerInference.Plan(rows),
        .. FunctionCalling.Plan(rows),
    ];

    /// <summary>Evaluates one model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="hash">What tells its answers from another model's.</param>
    /// <param name="endpoint">Where it is served.</param>
    /// <param name="ct">Stops after the answer that is being written; what was answered is kept.</param>
    /// <exception cref="CommandException">The server failed, or the data has no held-out rows to ask about.</exception>
    public async Task<ModelReport> EvaluateAsync(string name, string hash, ChatEndpoint endpoint, CancellationToken ct)
    {
        IReadOnlyList<Trial> trials = Plan(rows);
        if (trials.Count == 0)
        {
            throw new CommandException("The data folder has no held-out rows to ask about; build it with a larger profile.");
        }

        string? without = await FindRefusalOfFunctionsAsync(name, hash, trials, endpoint, ct);
        trials = without is null ? trials : [.. trials.Where(trial => trial.Request.Tools is null)];
        var questions = trials.Select(t => t.Request).DistinctBy(request => request.Key(hash)).ToList();
        progress.Begin(name, questions.Count, questions.Count(q => answers.Find(q.Key(hash)) is not null));
        foreach (EvalRequest question in questions.Where(question => answers.Find(question.Key(hash)) is null))
        {
            await AskAsync(name, hash, question, endpoint, ct);
            progress.Answered();
        }

        progress.End();
        var calling = questions.Where(question => question.Tools is not null)
            .Select(question => (question.Tools!, answers.Find(question.Key(hash))!)).ToList();
        return Judge(name, hash, trials, questions) with { Functions = await FunctionCallReport.OfAsync(calling, without, ct) };
    }

    /// <summary>Compares the texts that two evaluated models wrote.</summary>
    /// <param name="reference">The name of the model to hold the other against.</param>
    /// <param name="referenceHash">Its hash.</param>
    /// <param name="hash">The other's.</param>
    /// <param name="tokenizer">Cuts their texts.</param>
    public Agreement Compare(string reference, string referenceHash, string hash, ByteLevelBpeTokenizer tokenizer)
    {
        var pairs = Plan(rows).Select(trial => trial.Request).Where(request => request.Tools is null).DistinctBy(request => request.Key(hash))
            .Select(request => (Expected: answers.Find(request.Key(referenceHash))!, Actual: answers.Find(request.Key(hash))!))
            .Where(pair => pair.Expected.Refusal is null && pair.Actual.Refusal is null);
        return Agreement.Of(reference, tokenizer, [.. pairs.Select(pair => (pair.Expected.Text, pair.Actual.Text))]);
    }

    private async Task<EvalAnswer> AskAsync(string name, string hash, EvalRequest question, ChatEndpoint endpoint, CancellationToken ct)
    {
        string key = question.Key(hash);
        if (answers.Find(key) is { } kept)
        {
            return kept;
        }

        EvalAnswer answer = await endpoint.AskAsync(question, ct);
        answers.Add(key, name, question, answer);
        return answer;
    }

    // One question tells: a model that was trained without functions refuses them all.
    private async Task<string?> FindRefusalOfFunctionsAsync(
        string name, string hash, IReadOnlyList<Trial> trials, ChatEndpoint endpoint, CancellationToken ct) =>
        trials.FirstOrDefault(trial => trial.Request.Tools is not null) is { } first
            && await AskAsync(name, hash, first.Request, endpoint, ct) is { RefusalCode: FunctionCalling.Unsupported } refused
                ? refused.Refusal
                : null;

    private ModelReport Judge(string name, string hash, IReadOnlyList<Trial> trials, List<EvalRequest> questions)
    {
        var asked = questions.ConvertAll(q => answers.Find(q.Key(hash))!);
        // A request for a call that is refused was not answered by one: left out, long offers of functions would flatter.
        var judged = trials.Select(trial => (trial, answers.Find(trial.Request.Key(hash))!))
            .Where(pair => pair.Item2.Refusal is null || pair.trial.Request.Tools is not null)
            .GroupBy(pair => pair.trial.Experiment)
            .Select(group => ExperimentReport.Of(group.Key, [.. group]));
        return new ModelReport(
            name, hash, asked.Count, asked.Count(a => a.Refusal is not null), asked.Count(a => a.FinishReason == "length"), [.. judged]);
    }
}
