using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TreasureMarkers.Models;

namespace TreasureMarkers.Training;

/// <summary>RUN/report.html: the run's curves and samples in one file that needs no other, made of its log.</summary>
internal static class RunReport
{
    /// <summary>The file in a run's folder.</summary>
    public const string FileName = "report.html";

    private const int Width = 640;
    private const int Height = 200;
    private const int Margin = 44;
    private const int MostPoints = 600;

    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;max-width:720px;margin:2em auto;padding:0 1em;color:#222;background:#fff}"
        + "svg{width:100%;height:auto}polyline{fill:none;stroke-width:1.5}text{font-size:11px;fill:#555}line{stroke:#ddd}"
        + "pre{white-space:pre-wrap;background:#f5f5f5;padding:.6em;border-radius:4px}td,th{text-align:left;padding:.1em 1em .1em 0}"
        + "@media(prefers-color-scheme:dark){body,pre{color:#ddd;background:#1b1b1b}pre{background:#282828}text{fill:#aaa}line{stroke:#444}}";

    private static readonly string[] Colors = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2"];

    /// <summary>Writes the report anew, atomically.</summary>
    /// <param name="folder">The run's folder, with its log.</param>
    /// <param name="state">Where the run stands.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string folder, TrainingState state)
    {
        var entries = TrainingLog.Read(Path.Combine(folder, TrainingLog.FileName)).ToList();
        List<(double, double)> Curve(string name, Func<JsonNode, JsonNode?> value) =>
            [.. entries.Select(entry => (Step: (double?)entry["step"], Value: (double?)value(entry)))
                .Where(point => point.Step is not null && point.Value is not null).Select(point => (point.Step!.Value, point.Value!.Value))];

        var levers = entries.SelectMany(entry => entry["levers"]?.AsObject().Select(lever => lever.Key) ?? []).Distinct().Order(StringComparer.Ordinal);
        var text = new StringBuilder();
        var title = Text($"{state.Config.Base?.Name ?? state.Config.Preset}: {(state.IsFinished ? "finished" : "not finished")}, step {state.Step}");
        _ = text.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>")
            .Append(CultureInfo.InvariantCulture, $"<style>{Style}</style><h1>{title}</h1>{Facts(state)}");
        Chart(text, "Loss, nats per token",
            ("training", Curve("loss", entry => entry["loss"])),
            ("held-out pretraining", Curve("pretraining", entry => entry["eval"]?["pretrainingEval"])),
            ("held-out", Curve("held-out", entry => entry["eval"]?["fineTuningEval"])),
            ("held-out, text alone", Curve("text", entry => entry["eval"]?["fineTuningEvalText"])));
        Chart(text, "Kept levers on held-out rows, share", [.. levers.Select(lever => (lever, Curve(lever, entry => entry["levers"]?[lever])))]);
        Chart(text, "Learning rate", ("", Curve("rate", entry => entry["learningRate"])));
        Chart(text, "Gradient length before clipping", ("", Curve("gradient", entry => entry["gradientLength"])));
        Chart(text, "Tokens per second", ("", Curve("speed", entry => entry["tokensPerSecond"])));
        Samples(text, entries);
        AtomicFile.WriteText(Path.Combine(folder, FileName), text.Append("</html>\n").ToString());
    }

    private static string Facts(TrainingState state)
    {
        var config = state.Config;
        (string Name, string? Value)[] facts =
        [
            ("base", config.Base is { } model ? $"{model.Name}{(model.License is null ? "" : $", {model.License}")}" : null),
            ("method", config.FineTuning?.Describe()),
            ("tokens", state.Tokens.ToString("#,0", CultureInfo.InvariantCulture)),
            ("time", TimeSpan.FromSeconds(state.Seconds).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)),
            ("held-out loss", state.Losses.FineTuningEval?.ToString("0.0000", CultureInfo.InvariantCulture)),
            ("best held-out loss", state.Best is { } best ? $"{best.Loss.ToString("0.0000", CultureInfo.InvariantCulture)} at step {best.Step}" : null),
        ];
        return $"<table>{string.Concat(facts.Where(fact => fact.Value is not null).Select(fact => $"<tr><th>{fact.Name}<td>{Text(fact.Value!)}"))}</table>";
    }

    private static void Chart(StringBuilder text, string title, params (string Name, List<(double X, double Y)> Points)[] curves)
    {
        var shown = curves.Where(curve => curve.Points.Count > 1).ToArray();
        if (shown.Length == 0)
        {
            return;
        }

        var points = shown.SelectMany(curve => curve.Points).ToList();
        var (left, right, low, high) = (points.Min(p => p.X), points.Max(p => p.X), points.Min(p => p.Y), points.Max(p => p.Y));
        high = high > low ? high : low + 1;
        string X(double x) => Number(Margin + ((Width - (2 * Margin)) * (x - left) / Math.Max(1, right - left)));
        string Y(double y) => Number(Height - Margin + 20 - ((Height - Margin - 10) * (y - low) / (high - low)));
        _ = text.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(title)}\">");
        foreach (var y in new[] { low, (low + high) / 2, high })
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Margin}\" x2=\"{Width - Margin}\" y1=\"{Y(y)}\" y2=\"{Y(y)}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Y(y)}\">{y:0.####}</text>");
        }

        _ = text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{Height - 4}\">{left:0}</text><text x=\"{Width - Margin}\" y=\"{Height - 4}\">{right:0}</text>");
        for (var i = 0; i < shown.Length; i++)
        {
            var color = Colors[i % Colors.Length];
            var line = string.Join(' ', Thin(shown[i].Points).Select(point => $"{X(point.X)},{Y(point.Y)}"));
            _ = text.Append(CultureInfo.InvariantCulture, $"<polyline stroke=\"{color}\" points=\"{line}\"><title>{Text(shown[i].Name)}</title></polyline>");
        }

        _ = text.Append("</svg>");
        if (shown.Length > 1)
        {
            var legend = shown.Select((curve, i) => $"<span style=\"color:{Colors[i % Colors.Length]}\">— {Text(curve.Name)}</span>");
            _ = text.Append(CultureInfo.InvariantCulture, $"<p>{string.Join(" &nbsp; ", legend)}</p>");
        }
    }

    private static void Samples(StringBuilder text, List<JsonNode> entries)
    {
        var all = entries.Where(entry => entry["samples"] is not null).ToList();
        foreach (var entry in all.TakeLast(1).Concat(all.Take(all.Count - 1)))
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"<details{(entry == all[^1] ? " open" : "")}><summary>Samples at step {entry["step"]}</summary>");
            foreach (var sample in entry["samples"]!.AsArray())
            {
                _ = text.Append(CultureInfo.InvariantCulture, $"<p><b>{Text((string?)sample!["prompt"] ?? "")}</b><br><small>{Text((string?)sample["markers"] ?? "")}</small>")
                    .Append(CultureInfo.InvariantCulture, $"<pre>{Text((string?)sample["text"] ?? "")}</pre>");
            }

            _ = text.Append("</details>");
        }
    }

    // A curve of more points than the picture has columns shows means.
    private static IEnumerable<(double X, double Y)> Thin(List<(double X, double Y)> points)
    {
        var together = (points.Count + MostPoints - 1) / MostPoints;
        return points.Chunk(together).Select(some => (some.Average(point => point.X), some.Average(point => point.Y)));
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
