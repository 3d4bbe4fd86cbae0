using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation;

/// <summary>Whether a model can call functions, and whether its calls are what their functions' schemas allow.</summary>
/// <param name="Requests">Questions that offered functions.</param>
/// <param name="Refused">Of those, refused by the server (longer than the context, for one).</param>
/// <param name="Calls">Calls in the answers to the others.</param>
/// <param name="Invalid">Of those, calls of a function that was not offered, or with arguments that are not valid JSON by its schema.</param>
/// <param name="Refusal">What the server says of a model that was trained without functions; null for one that has them.</param>
internal sealed record FunctionCallReport(int Requests, int Refused, int Calls, int Invalid, string? Refusal)
{
    /// <summary>Checks every call of the answers.</summary>
    /// <param name="answers">The functions that were offered, and what was answered.</param>
    /// <param name="refusal">What the server says of a model that was trained without functions.</param>
    /// <param name="ct">Stops the check.</param>
    /// <returns>Null if no question offered functions.</returns>
    internal static async Task<FunctionCallReport?> OfAsync(
        IReadOnlyCollection<(IReadOnlyList<PromptTool> Tools, EvalAnswer Answer)> answers, string? refusal, CancellationToken ct)
    {
        if (answers.Count == 0 && refusal is null)
        {
            return null;
        }

        var (check, calls, invalid) = (new CallCheck(), 0, 0);
        foreach (var (tools, answer) in answers)
        {
            foreach (EvalCall call in answer.Calls ?? [])
            {
                calls++;
                invalid += await check.IsValidAsync(call, tools, ct) ? 0 : 1;
            }
        }

        return new FunctionCallReport(answers.Count, answers.Count(pair => pair.Answer.Refusal is not null), calls, invalid, refusal);
    }
}
