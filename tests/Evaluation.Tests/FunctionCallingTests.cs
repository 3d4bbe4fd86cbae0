using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class FunctionCallingTests
{
    private const string Expected = """{"format":"JSON","lang":"French"}""";
    private static readonly EvalAnswer NoCall = new("Oui.", new Dictionary<string, string>(), "stop", 1, 1);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(70, 140)]
    [InlineData(500, 200)]
    public void At_least_a_hundred_rows_are_asked_and_of_every_language_a_cell(int samples, int asked)
    {
        var rows = Enumerable.Range(0, 200).Select(i => HeldOutRows.Call($"{i}", i < 120 ? "English" : "German", $"Request {i}", Expected));

        var trials = FunctionCalling.Plan(new EvalRows([.. HeldOutRows.All, .. rows], samples, 1)).ToList();

        Assert.Equal(asked, trials.Select(trial => trial.RowId).Distinct().Count());
        Assert.InRange(trials.Where(trial => trial.Cell == "German").Select(trial => trial.RowId).Distinct().Count(), Math.Min(50, asked / 2), 80);
        Assert.All(trials, trial => Assert.NotNull(trial.Request.Tools));
    }

    [Fact]
    public void Rows_with_functions_are_asked_by_no_other_experiment()
    {
        var trials = Evaluator.Plan(new EvalRows([.. HeldOutRows.All, .. HeldOutRows.Calls], 50, 1), []);

        Assert.All(trials, trial => Assert.Equal(trial.Experiment.Name.StartsWith("Function calling", StringComparison.Ordinal), trial.Request.Tools is not null));
    }

    [Theory]
    [InlineData("111 11", """{"lang":"French","format":"JSON"}""")]
    [InlineData("110 10", """{"format":"JSON","lang":"German"}""")]
    [InlineData("110 01", """{"lang":"French"}""")]
    [InlineData("110 11", """{"format":"JSON","lang":"French","style":"Formal"}""")]
    [InlineData("110 00", "[]")]
    [InlineData("110 00", "{")]
    public void An_answer_counts_by_what_it_calls(string counts, string arguments) =>
        Assert.Equal(counts, Judge(NoCall with { Calls = [new EvalCall("set_markers", arguments)] }));

    [Fact]
    public void Text_another_function_or_a_second_call_is_not_the_expected_call()
    {
        var (right, other) = (new EvalCall("set_markers", Expected), new EvalCall("get_markers", "{}"));

        Assert.Equal("000 00", Judge(NoCall));
        Assert.Equal("100 00", Judge(NoCall with { Calls = [other] }));
        Assert.Equal("100 00", Judge(NoCall with { Calls = [right, other] }));
    }

    [Theory]
    [InlineData(0, "set_markers", """{"lang":"French"}""")]
    [InlineData(0, "set_markers", "{}")]
    [InlineData(1, "set_markers", """{"lang":"Klingon"}""")]
    [InlineData(1, "set_markers", """{"lang":"French","lang":"French"}""")]
    [InlineData(1, "set_markers", """{"lang":"French" """)]
    [InlineData(1, "set_markers", """["French"]""")]
    [InlineData(1, "set_marker", "{}")]
    public async Task Calls_that_break_their_schema_are_counted(int invalid, string name, string arguments)
    {
        var tools = HeldOutRows.Calls[0].Tools!;
        var answer = NoCall with { Calls = [new EvalCall("set_markers", "{}"), new EvalCall(name, arguments)] };

        var report = await FunctionCallReport.OfAsync([(tools, answer), (tools, NoCall), (tools, NoCall with { Refusal = "too long" })], refusal: null, CancellationToken.None);

        Assert.Equal(new FunctionCallReport(Requests: 3, Refused: 1, Calls: 2, invalid, Refusal: null), report);
    }

    // 1 for each trial that counts: a call, the function alone, exactly; then format and lang.
    private static string Judge(EvalAnswer answer)
    {
        var trials = FunctionCalling.Plan(new EvalRows([HeldOutRows.Call("one", "German", "Auf Französisch, als JSON.", Expected)], 1, 1)).ToList();
        return string.Concat(trials.Take(3).Select(Count)) + " " + string.Concat(trials.Skip(3).Select(Count));

        char Count(Trial trial) => trial.Counts(answer) ? '1' : '0';
    }
}
