using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Function calling, which the paper does not have: asks for other markers in words, with the functions that the row offers, and
/// expects the call that sets them.
/// </summary>
internal static class FunctionCalling
{
    private const int MaxTokens = 256;
    private const int LeastRows = 100;

    private static readonly Experiment Calls = new(
        "Function calling",
        $"Share of requests for other markers that are answered by a call; by {MarkerFunctionDefinitions.Set} and no other call; "
        + "and by exactly the expected arguments. A refused request counts as answered by none. Higher is better.",
        "asked in",
        ["a call", $"{MarkerFunctionDefinitions.Set} alone", "exactly the expected arguments"])
    {
        ComparesArms = false,
    };

    private static readonly Experiment Arguments = new(
        "Function calling, argument by argument",
        $"Of the requests for a value of the category, the share answered by {MarkerFunctionDefinitions.Set} alone with that value. "
        + "Higher is better.",
        "argument",
        ["the expected value"]);

    /// <summary>One question a row: of each language as many as a cell has, and at least a hundred in all while there are.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        var asked = rows.SampleCalls(MarkerFunctionDefinitions.Set, LeastRows)
            .Select(row => (Row: row, Request: new EvalRequest(EvalRows.Prompt(row), MaxTokens) { Tools = row.Tools })).ToList();
        return asked.SelectMany(pair => WholeCalls(pair.Row, pair.Request))
            .Concat(asked.SelectMany(pair => EachArgument(pair.Row, pair.Request)));
    }

    private static IEnumerable<Trial> WholeCalls(DataRow row, EvalRequest request)
    {
        JsonElement expected = Expected(row);
        Func<EvalAnswer, bool>[] rules =
        [
            answer => answer.Calls is { Count: > 0 },
            answer => Set(answer) is not null,
            answer => Parse(answer) is { } arguments && JsonElement.DeepEquals(arguments, expected),
        ];
        string language = row.Markers.GetValueOrDefault(EvalRows.Lang, "unknown");
        return Calls.Arms.Zip(rules, (arm, rule) => new Trial(Calls, language, arm, row.Id, request, rule));
    }

    private static IEnumerable<Trial> EachArgument(DataRow row, EvalRequest request) =>
        Expected(row).EnumerateObject().Select(expected => new Trial(
            Arguments, expected.Name, Arguments.Arms[0], row.Id, request,
            answer => Parse(answer) is { } arguments && arguments.TryGetProperty(expected.Name, out var value)
                && JsonElement.DeepEquals(value, expected.Value)));

    private static JsonElement Expected(DataRow row) => row.Messages[^1].ToolCalls![0].Arguments;

    private static EvalCall? Set(EvalAnswer answer) => answer.Calls is [{ Name: MarkerFunctionDefinitions.Set } call] ? call : null;

    private static JsonElement? Parse(EvalAnswer answer)
    {
        try
        {
            return Set(answer) is { } call && JsonElement.Parse(call.Arguments) is { ValueKind: JsonValueKind.Object } arguments
                ? arguments
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
