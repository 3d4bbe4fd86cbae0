using System.Globalization;
using System.Net;
using System.Text;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>Writes a report as one page that needs nothing else: plots, tables and examples of all models side by side.</summary>
internal static class ReportHtml
{
    private const int Left = 170, Plot = 520, Line = 14, Gap = 10;
    private static readonly string[] Colours = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#000000"];

    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#222}
        table{border-collapse:collapse;font-size:13px;margin:.5em 0;display:block;overflow-x:auto}td,th{border:1px solid #ccc;padding:2px 8px;text-align:left}
        svg{max-width:100%;height:auto}pre{white-space:pre-wrap;background:#f6f6f6;padding:.5em;margin:.2em 0;font-size:12px}
        .kept{border-left:4px solid #228833}.lost{border-left:4px solid #ee6677}small{color:#666}nav a{margin-right:1em}
        """;

    /// <summary>The report as HTML.</summary>
    /// <param name="report">The report.</param>
    public static string Write(EvalReport report)
    {
        string[] names = [.. report.Models.SelectMany(model => model.Experiments).Select(experiment => experiment.Experiment.Name).Distinct()];
        var text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append($"<title>Evaluation</title><style>{Style}</style></head><body>\n<h1>Evaluation</h1>\n")
            .Append($"<p>Made by <code>{Text(report.CommandLine)}</code>, commit {Text(report.Commit ?? "unknown")}, {report.Cores} cores; asked of {Text(report.Data)}; ")
            .Append($"{report.Count} prompts a cell, seed {report.Seed}.</p>\n<p>{Text(ReportMarkdown.Legend)}</p>\n<nav>")
            .AppendJoin("", names.Select(name => $"<a href=\"#{Anchor(name)}\">{Text(name)}</a>")).Append("</nav>\n");
        foreach (var model in report.Models)
        {
            text.Append($"<h2>{Text(model.Name)}</h2>\n<ul>").AppendJoin("", ReportMarkdown.Facts(report, model).Select(fact => $"<li>{Text(fact)}</li>")).Append("</ul>\n");
        }

        foreach (var name in names)
        {
            Append(text, name, [.. report.Models.SelectMany(model =>
                model.Experiments.Where(experiment => experiment.Experiment.Name == name).Select(experiment => (model.Name, experiment)))]);
        }

        return text.Append("</body></html>\n").ToString();
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<(string Model, ExperimentReport Report)> found)
    {
        var first = found[0].Report;
        List<Series> series =
        [
            .. found.SelectMany(pair => pair.Report.Experiment.Arms.Index()
                .Where(arm => pair.Report.Cells[^1].Arms[arm.Index].Kept.N > 0)
                .Select(arm => new Series($"{pair.Model}, {arm.Item}", pair.Report, arm.Index))),
        ];
        text.Append($"<h2 id=\"{Anchor(name)}\">{Text(name)}</h2>\n<p>{Text(first.Experiment.Measure)}</p>\n");
        string[] cells = [.. found.SelectMany(pair => pair.Report.Cells).Select(cell => cell.Cell).Distinct().OrderBy(cell => cell == ExperimentReport.All)];
        AppendPlot(text, cells, series);
        text.Append($"<details><summary>Figures</summary><table><tr><th>{Text(first.Experiment.CellName)}</th>")
            .AppendJoin("", series.Select(one => $"<th>{Text(one.Name)}</th>")).Append("<th>majority</th></tr>\n");
        foreach (var cell in cells)
        {
            text.Append($"<tr><td>{Text(cell)}</td>").AppendJoin("", series.Select(one => one.Find(cell) is { } arm
                ? $"<td>{Text(ReportMarkdown.Format(arm.Kept))}<br><small>{Text(ReportMarkdown.Beside(arm))}</small></td>"
                : "<td>–</td>"));
            text.Append($"<td>{first.Cells.FirstOrDefault(one => one.Cell == cell)?.Majority:0.0%}</td></tr>\n");
        }

        text.Append("</table></details>\n").AppendJoin("", found.SelectMany(pair => pair.Report.Differences.Select(difference =>
            $"<p>{Text(pair.Model)}: {Text(difference.Key)}: {Text(ReportMarkdown.FormatDifference(difference.Value))}.</p>\n")));
        text.Append($"<p><small>Differences of less than {100 * first.Detectable:0} points are beyond this many answers.</small></p>\n<details><summary>Examples</summary>\n");
        foreach (var (model, report) in found)
        {
            text.AppendJoin("", report.Examples.Select(example =>
                $"<p><b>{Text(model)}, {Text(example.Arm)}: {Text(example.Cell)}</b> <small>{(example.IsKept ? "kept" : "failed")}</small></p><pre>{Text(example.Prompt)}</pre>"
                + $"<pre class=\"{(example.IsKept ? "kept" : "lost")}\">{Text(example.Answer)}</pre>\n"));
        }

        text.Append("</details>\n");
    }

    /// <summary>A dot with its interval for each cell and series; a short upright line is chance.</summary>
    private static void AppendPlot(StringBuilder text, string[] cells, List<Series> series)
    {
        var height = 40 + (cells.Length * ((series.Count * Line) + Gap)) + (series.Count * 16);
        text.Append($"<svg viewBox=\"0 0 {Left + Plot + 60} {height}\" font-size=\"11\" role=\"img\">");
        for (var tenth = 0; tenth <= 10; tenth += 2)
        {
            text.Append($"<line x1=\"{X(tenth / 10.0)}\" x2=\"{X(tenth / 10.0)}\" y1=\"16\" y2=\"{height - 20 - (series.Count * 16)}\" stroke=\"#ddd\"/>")
                .Append($"<text x=\"{X(tenth / 10.0)}\" y=\"12\" text-anchor=\"middle\" fill=\"#666\">{tenth * 10}%</text>");
        }

        var y = 24;
        foreach (var cell in cells)
        {
            text.Append($"<text x=\"{Left - 8}\" y=\"{y + (series.Count * Line / 2) + 2}\" text-anchor=\"end\">{Text(cell)}</text>");
            foreach (var (i, one) in series.Index())
            {
                if (one.Find(cell) is { Kept: { Value: { } value, Low: { } low, High: { } high } kept } arm)
                {
                    var (middle, colour) = (y + (i * Line) + 5, Colours[i % Colours.Length]);
                    text.Append($"<g><title>{Text(one.Name)}: {Text(ReportMarkdown.Format(kept))}</title>")
                        .Append($"<line x1=\"{X(low)}\" x2=\"{X(high)}\" y1=\"{middle}\" y2=\"{middle}\" stroke=\"{colour}\" stroke-width=\"2\"/>")
                        .Append($"<circle cx=\"{X(value)}\" cy=\"{middle}\" r=\"4\" fill=\"{colour}\"/>")
                        .Append(arm.Chance is { } chance ? $"<line x1=\"{X(chance)}\" x2=\"{X(chance)}\" y1=\"{middle - 5}\" y2=\"{middle + 5}\" stroke=\"#888\" stroke-width=\"2\"/>" : "")
                        .Append("</g>");
                }
            }

            y += (series.Count * Line) + Gap;
        }

        foreach (var (i, one) in series.Index())
        {
            text.Append($"<circle cx=\"{Left + 4}\" cy=\"{y + (i * 16) + 8}\" r=\"4\" fill=\"{Colours[i % Colours.Length]}\"/>")
                .Append($"<text x=\"{Left + 14}\" y=\"{y + (i * 16) + 12}\">{Text(one.Name)}</text>");
        }

        text.Append("</svg>\n");
    }

    private static string X(double share) => (Left + (Plot * share)).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Anchor(string name) => name.Replace(' ', '-').ToLowerInvariant();

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private sealed record Series(string Name, ExperimentReport Report, int Arm)
    {
        public ArmReport? Find(string cell) => Report.Cells.FirstOrDefault(one => one.Cell == cell)?.Arms[Arm] is { Kept.N: > 0 } arm ? arm : null;
    }
}
