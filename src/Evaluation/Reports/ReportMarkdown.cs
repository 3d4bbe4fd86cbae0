using System.Text;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>Writes a report for people.</summary>
internal static class ReportMarkdown
{
    /// <summary>How the tables are to be read.</summary>
    public const string Legend =
        "Greedy decoding. Each figure is the share of answers that keep the wish and say something of their own: an answer counts as failed "
        + "when more than a fifth of its sequences of four words are repeated, when hardly a word is not its prompt's, or when it is nearly "
        + "what another prompt got. In brackets: 95% bootstrap interval over the prompts, and the number of answers. "
        + "Form: whatever it says. Chance: answers to other wishes that keep this one (the markers shuffled). "
        + "On the subject: the answer's own words are more like the first model's plain answer to the same prompt than like those to nine other "
        + "prompts; a tenth is chance. Majority: the most that an answer that is always the same can keep.";

    /// <summary>The report as Markdown.</summary>
    /// <param name="report">The report.</param>
    public static string Write(EvalReport report)
    {
        var text = new StringBuilder("# Evaluation\n\n")
            .Append($"Made by `{report.CommandLine}`, commit {report.Commit ?? "unknown"}, {report.Cores} cores; ")
            .Append($"asked of {report.Data}; {report.Count} prompts a cell, seed {report.Seed}.\n{Legend}\n");
        foreach (var model in report.Models)
        {
            text.Append($"\n## {model.Name}\n\n{string.Join("\n", Facts(report, model))}\n");
            foreach (var experiment in model.Experiments)
            {
                Append(text, experiment);
            }
        }

        return text.ToString();
    }

    /// <summary>What is known of a model beside its tables, one sentence each.</summary>
    public static IEnumerable<string> Facts(EvalReport report, ModelReport model)
    {
        yield return $"Model hash {model.Hash}; {model.Answers} answers, {model.Refused} refused, {model.CutOff} cut off by the token limit.";
        if (model.Lengths is { } lengths)
        {
            var first = report.Models[0].Lengths;
            yield return $"Tokens of an answer with nothing wished: quartiles {lengths.LowerQuartile:0}, {lengths.Median:0}, {lengths.UpperQuartile:0} ({lengths.Answers} answers)"
                + (model == report.Models[0] || first is null
                    ? "."
                    : $"; {Ratio(lengths.LowerQuartile, first.LowerQuartile)}, {Ratio(lengths.Median, first.Median)}, {Ratio(lengths.UpperQuartile, first.UpperQuartile)} times {report.Models[0].Name}'s.");
        }

        if (model.Likelihood is { } likelihood)
        {
            yield return $"Text without markers: {likelihood.Nats:0.000} nats a token over {likelihood.Tokens:#,0} tokens, perplexity {likelihood.Perplexity:0.00}.";
        }

        if (model.Agreement is { } agreement)
        {
            yield return $"Held against {agreement.Reference} over {agreement.Answers} answers with nothing wished: the first {Agreement.FirstTokens} tokens all equal in {Points(agreement.SameStarts):0.0}%, {Points(agreement.SameTokens):0.0}% of those tokens equal.";
        }

        if (model.Functions is { } functions)
        {
            yield return functions.Refusal is { } refusal
                ? $"Requests for markers: this model was trained without functions. The server says: {refusal}"
                : $"Function calls: {functions.Calls} to {functions.Requests} requests, of which {functions.Refused} were refused; {functions.Invalid} of the calls not valid JSON by their function's schema.";
        }
    }

    /// <summary>A share for people, such as <c>66.7% [40.0, 93.3; 15]</c>.</summary>
    public static string Format(Share share) => share.N == 0
        ? "–"
        : $"{Points(share.Value):0.0}% [{Points(share.Low):0.0}, {Points(share.High):0.0}; {share.N}]";

    /// <summary>A difference for people, such as <c>+6.7 points [0.0, 20.0], 15 pairs</c>.</summary>
    public static string FormatDifference(Share difference) =>
        $"{Points(difference.Value):+0.0;-0.0;0.0} points [{Points(difference.Low):+0.0;-0.0;0.0}, {Points(difference.High):+0.0;-0.0;0.0}], {difference.N} pairs";

    /// <summary>The figures beside a share.</summary>
    public static string Beside(ArmReport arm) => string.Join(", ", new[]
    {
        arm.Form.Value is { } form && form != arm.Kept.Value ? $"form {Points(form):0}%" : null,
        arm.Chance is { } chance ? $"chance {Points(chance):0}%" : null,
        arm.OnSubject is { } subject ? $"subject {Points(subject.Value):0}%" : null,
    }.OfType<string>());

    private static void Append(StringBuilder text, ExperimentReport report)
    {
        // An arm that a model cannot be asked in, such as markers of a base, has no column.
        var arms = report.Experiment.Arms.Index().Where(arm => report.Cells[^1].Arms[arm.Index].Kept.N > 0).ToList();
        var hasMajority = report.Cells.Any(cell => cell.Majority is not null);
        text.Append($"\n### {report.Experiment.Name}\n\n{report.Experiment.Measure}\n\n")
            .Append($"| {report.Experiment.CellName} | {string.Join(" | ", arms.Select(arm => arm.Item))} |{(hasMajority ? " majority |" : "")}\n")
            .Append($"|---|{string.Concat(Enumerable.Repeat("---|", arms.Count + (hasMajority ? 1 : 0)))}\n");
        foreach (var cell in report.Cells)
        {
            text.Append($"| {cell.Cell} | {string.Join(" | ", arms.Select(arm => Cell(cell.Arms[arm.Index])))} |")
                .Append(hasMajority ? $" {(cell.Majority is { } majority ? $"{Points(majority):0.0}%" : "–")} |\n" : "\n");
        }

        foreach (var (name, difference) in report.Differences)
        {
            text.Append($"\n{name}: {FormatDifference(difference)}.\n");
        }

        text.Append($"\nDifferences of less than {Points(report.Detectable):0} points are beyond this many answers.\n");
    }

    private static string Cell(ArmReport arm) => Beside(arm) is { Length: > 0 } beside && arm.Kept.N > 0 ? $"{Format(arm.Kept)} ({beside})" : Format(arm.Kept);

    private static string Ratio(double value, double other) => other == 0 ? "–" : $"{value / other:0.00}";

    private static double? Points(double? share) => share * 100;
}
