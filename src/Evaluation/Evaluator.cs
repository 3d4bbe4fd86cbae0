using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;
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
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Stops after the answer that is being written; what was answered is kept.</param>
    /// <exception cref="CommandException">The server failed, or the data has no held-out rows to ask about.</exception>
    public async Task<ModelReport> EvaluateAsync(EvalModel model, CancellationToken cancellationToken)
    {
        var trials = Plan(rows);
        if (trials.Count == 0)
        {
            throw new CommandException("The data folder has no held-out rows to ask about; build it with a larger profile.");
        }

        // One question tells: a model that was trained without functions refuses them all.
        string? withoutFunctions = trials.FirstOrDefault(trial => trial.Request.Tools is not null) is { } calling
            && await AskAsync(model, calling.Request, cancellationToken) is { RefusalCode: EvalModel.Unsupported } refused
                ? refused.Refusal
                : null;
        trials = withoutFunctions is null ? trials : [.. trials.Where(trial => trial.Request.Tools is null)];
        var questions = trials.Select(trial => trial.Request).DistinctBy(request => request.Key(model.Hash)).ToList();
        var open = questions.Where(question => answers.Find(question.Key(model.Hash)) is null).ToList();
        progress.Begin(model.Name, questions.Count, questions.Count - open.Count);
        foreach (var question in open)
        {
            await AskAsync(model, question, cancellationToken);
            progress.Answered();
        }

        progress.End();
        var calls = questions.Where(question => question.Tools is not null)
            .Select(question => (question.Tools!, answers.Find(question.Key(model.Hash))!)).ToList();
        return Judge(model, trials, questions) with
        {
            Functions = await FunctionCallReport.OfAsync(calls, withoutFunctions, cancellationToken),
        };
    }

    /// <summary>Compares the texts that two evaluated models wrote.</summary>
    /// <param name="reference">The model to hold the other against.</param>
    /// <param name="hash">The other's hash.</param>
    /// <param name="tokenizer">Cuts their texts.</param>
    public Agreement Compare(ModelReport reference, string hash, ByteLevelBpeTokenizer tokenizer)
    {
        var pairs = Plan(rows).Select(trial => trial.Request)
            .Where(request => request.Tools is null).DistinctBy(request => request.Key(hash))
            .Select(request => (Expected: answers.Find(request.Key(reference.Hash))!, Actual: answers.Find(request.Key(hash))!))
            .Where(pair => pair.Expected.Refusal is null && pair.Actual.Refusal is null);
        return Agreement.Of(reference.Name, tokenizer, [.. pairs.Select(pair => (pair.Expected.Text, pair.Actual.Text))]);
    }

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

    private ModelReport Judge(EvalModel model, IReadOnlyList<Trial> trials, List<EvalRequest> questions)
    {
        var asked = questions.ConvertAll(question => answers.Find(question.Key(model.Hash))!);
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
