using System.Net;
using System.Text;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Statistics;

/// <summary>The statistics as one HTML page that needs nothing else: bars on a logarithmic scale, since the tail is what matters.</summary>
internal static class StatisticsPage
{
    private const string Style = """
        :root { color-scheme: light dark; --natural: #2f6f9f; --synthetic: #d08c2e; --line: #8884; }
        body { font: 15px/1.45 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: 0 2.5rem; }
        table { border-collapse: collapse; width: 100%; } td, th { padding: .12rem .4rem; text-align: right; font-variant-numeric: tabular-nums; }
        th { font-weight: 600; border-bottom: 1px solid var(--line); } td:first-child, th:first-child { text-align: left; white-space: nowrap; }
        .bar { width: 45%; padding-right: 0; } .bar div { height: .8rem; border-radius: 2px; background: var(--natural); }
        .bar div div { height: 100%; background: var(--synthetic); }
        .heat td:not(:first-child) { min-width: 3.2rem; } .wide { overflow-x: auto; } .rare { color: #c2410c; font-weight: 600; }
        .key { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; vertical-align: -1px; margin: 0 .3rem 0 .8rem; }
        """;

    /// <summary>The page.</summary>
    /// <param name="title">What was counted.</param>
    /// <param name="statistics">The counts.</param>
    public static string Write(string title, DataStatistics statistics)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append($"<title>{Text(title)}</title><style>{Style}</style></head><body>\n<h1>{Text(title)}</h1>\n");
        page.Append($"<p>{statistics.Rows:N0} rows: {string.Join(", ", statistics.Splits.Select(s => $"{s.Value:N0} {s.Key}"))}; ");
        page.Append($"{statistics.TextBytes.Values.Sum() / 1e6:N1} MB of running text. Bars are logarithmic; "
            + "<span class=\"key\" style=\"background:var(--natural)\"></span>from people and data<span class=\"key\" style=\"background:var(--synthetic)\"></span>share made up here; "
            + "<span class=\"rare\">under 1%</span> of the rows.</p>\n<div class=\"grid\">\n");
        foreach (var category in MarkerTaxonomy.Default.Categories.Where(c => c.Kind == MarkerKind.Categorical))
        {
            Category(page, category, statistics);
        }

        Lengths(page, statistics.Lengths);
        Texts(page, statistics.TextBytes);
        page.Append("</div>\n");
        LanguageByTask(page, statistics);
        Licences(page, statistics.Licences);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Category(StringBuilder page, MarkerCategory category, DataStatistics statistics)
    {
        var prefix = category.Name + "/";
        (string Name, ValueCount Count)[] values = [.. statistics.Values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(v => (v.Key[prefix.Length..], v.Value)).OrderByDescending(v => v.Value.Train + v.Value.Eval)
                .ThenBy(v => v.Item1, StringComparer.Ordinal)];
        page.Append($"<section><h2>{Text(category.DisplayName)}</h2><table><tr><th>{category.Name}</th><th></th><th>train</th><th>eval</th><th>%</th></tr>\n");
        foreach (var (name, count) in values)
        {
            var (rows, synthetic) = (count.Train + count.Eval, count.SyntheticTrain + count.SyntheticEval);
            var share = 100.0 * rows / statistics.Rows;
            page.Append($"<tr><td>{Text(name)}</td>{Bar(rows, statistics.Rows, (double)synthetic / rows)}<td>{count.Train:N0}</td><td>{count.Eval:N0}</td><td{(share < 1 ? " class=\"rare\"" : "")}>{share:0.##}</td></tr>\n");
        }

        page.Append("</table></section>\n");
    }

    private static void Lengths(StringBuilder page, LengthHistogram lengths)
    {
        page.Append("<section><h2>Answer length</h2><table><tr><th>tokens</th><th></th><th>rows</th></tr>\n");
        for (var bin = 0; bin < lengths.Rows.Length; bin++)
        {
            page.Append($"<tr><td>{Text(LengthHistogram.NameOf(bin))}</td>{Bar(lengths.Rows[bin], lengths.Rows.Sum(), 0)}<td>{lengths.Rows[bin]:N0}</td></tr>\n");
        }

        page.Append("</table></section>\n");
    }

    private static void Texts(StringBuilder page, SortedDictionary<string, long> bytes)
    {
        page.Append("<section><h2>Running text</h2><table><tr><th>language</th><th></th><th>MB</th></tr>\n");
        foreach (var (language, size) in bytes.OrderByDescending(b => b.Value))
        {
            page.Append($"<tr><td>{Text(language)}</td>{Bar(size / 1000, bytes.Values.Sum() / 1000, 0)}<td>{size / 1e6:0.00}</td></tr>\n");
        }

        page.Append("</table></section>\n");
    }

    private static void LanguageByTask(StringBuilder page, DataStatistics statistics)
    {
        string[] tasks = [.. MarkerTaxonomy.Default["task"].Values.Where(t => statistics.Values.ContainsKey("task/" + t))];
        page.Append("<h2>Rows by language and task</h2><div class=\"wide\"><table class=\"heat\"><tr><th></th>");
        page.Append(string.Concat(tasks.Select(t => $"<th>{Text(t)}</th>"))).Append("</tr>\n");
        foreach (var language in MarkerTaxonomy.Default["lang"].Values.Where(l => statistics.Values.ContainsKey("lang/" + l)))
        {
            page.Append($"<tr><td>{Text(language)}</td>");
            foreach (var task in tasks)
            {
                var rows = statistics.LanguageByTask.GetValueOrDefault($"{language}/{task}") is { } count ? count.Train + count.Eval : 0;
                page.Append($"<td style=\"background:color-mix(in srgb, var(--natural) {Log(rows, statistics.Rows) * 70:0}%, transparent)\">{rows:N0}</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void Licences(StringBuilder page, IReadOnlyList<LicenceCount> licences)
    {
        page.Append("<h2>Licences of rows and running texts</h2><table><tr><th>licence</th><th>packages</th><th>rows and texts</th></tr>\n");
        foreach (var licence in licences.Take(200))
        {
            page.Append($"<tr><td style=\"white-space:normal\">{Text(licence.Licence)}</td><td>{licence.Packages:N0}</td><td>{licence.Items:N0}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    private static string Bar(long count, long all, double synthetic) =>
        $"<td class=\"bar\"><div style=\"width:{Log(count, all) * 100:0.#}%\"><div style=\"width:{synthetic * 100:0.#}%\"></div></div></td>";

    private static double Log(long count, long all) => count == 0 ? 0 : Math.Log(count + 1) / Math.Log(Math.Max(2, all + 1));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
