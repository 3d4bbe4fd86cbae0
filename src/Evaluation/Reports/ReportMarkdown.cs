using System.Text;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>Writes a report for people.</summary>
internal static class ReportMarkdown
{
    /// <summary>The report as Markdown.</summary>
    /// <param name="report">The report.</param>
    public static string Write(EvalReport report)
    {
        var text = new StringBuilder("# Evaluation\n\n")
            .Append($"Made by `{report.CommandLine}`, commit {report.Commit ?? "unknown"}, {report.Cores} cores.\n")
            .Append($"Held-out rows: {report.Data}; {report.Samples} questions a cell, seed {report.Seed}; greedy decoding.\n")
            .Append("In brackets: 95% bootstrap interval over the held-out rows, and the number of answers.\n");
        foreach (ModelReport model in report.Models)
        {
            text.Append($"\n## {model.Name}\n\n")
                .Append($"Model hash {model.Hash}; {model.Answers} answers, {model.Refused} refused, ")
                .Append($"{model.CutOff} cut off by the token limit.\n");
            if (model.Agreement is { } agreement)
            {
                text.Append($"Held against {agreement.Reference} over {agreement.Answers} answers: ")
                    .Append($"the first {Agreement.FirstTokens} tokens all equal in {Points(agreement.SameStarts):0.0}%, ")
                    .Append($"{Points(agreement.SameTokens):0.0}% of those tokens equal.\n");
            }

            if (model.Lead is { } lead)
            {
                text.Append($"Levers together, by markers, minus {report.Models[0].Name} asked in words: ")
                    .Append($"{Points(lead.Value):+0.0;-0.0;0.0} points ")
                    .Append($"[{Points(lead.Low):+0.0;-0.0;0.0}, {Points(lead.High):+0.0;-0.0;0.0}], {lead.N} pairs.\n");
            }

            if (model.Functions is { } functions)
            {
                text.Append(Describe(functions));
            }

            foreach (ExperimentReport experiment in model.Experiments)
            {
                Append(text, experiment);
            }
        }

        return text.ToString();
    }

    private static string Describe(FunctionCallReport report) => report.Refusal is { } refusal
        ? $"\nFunction calling: this model was trained without functions. The server says: {refusal}\n"
        : $"Function calls: {report.Calls} to {report.Requests} requests, of which {report.Refused} were refused; "
            + $"{report.Invalid} of the calls not valid JSON by their function's schema.\n";

    private static void Append(StringBuilder text, ExperimentReport report)
    {
        IReadOnlyList<string> arms = report.Experiment.Arms;
        text.Append($"\n### {report.Experiment.Name}\n\n{report.Experiment.Measure}\n\n")
            .Append($"| {report.Experiment.CellName} | {string.Join(" | ", arms)} |\n")
            .Append($"|---|{string.Concat(Enumerable.Repeat("---|", arms.Count))}\n");
        foreach (var (cell, shares) in report.Cells)
        {
            text.Append($"| {cell} | {string.Join(" | ", shares.Select(Format))} |\n");
        }

        foreach (var (arm, difference) in report.Differences)
        {
            text.Append($"\n{arm} minus {arms[0]}: {Points(difference.Value):+0.0;-0.0;0.0} points ")
                .Append($"[{Points(difference.Low):+0.0;-0.0;0.0}, {Points(difference.High):+0.0;-0.0;0.0}], {difference.N} pairs.\n");
        }
    }

    private static string Format(Share share) => share.N == 0
        ? "–"
        : $"{Points(share.Value):0.0}% [{Points(share.Low):0.0}, {Points(share.High):0.0}; {share.N}]";

    private static double? Points(double? share) => share * 100;
}
