using System.Text.Json.Nodes;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Gives a row the markers that it lacks: what can be measured, and what a model says. Thread-safe.</summary>
/// <param name="taxonomy">The markers' categories and values.</param>
/// <param name="asker">Asks a model, or null.</param>
internal sealed class LineAnnotator(MarkerTaxonomy taxonomy, MarkerAsker? asker)
{
    private static readonly string[] CodeTasks = ["CodeGeneration", "CodeFix", "CodeTranslation", "CodeExplanation"];

    /// <summary>The row with its markers, or the reason why it is none.</summary>
    /// <exception cref="CommandException">The model's server cannot be used.</exception>
    public async Task<AnnotatedLine> AnnotateAsync(InputLine line, CancellationToken ct)
    {
        try
        {
            return line.Problem is { } problem ? Reject(line, problem) : await AnnotateAsync(line.Number, InputRow.Parse(line.Text, taxonomy), ct);
        }
        catch (Exception e) when (e is DataFormatException or MarkerException)
        {
            return Reject(line, e.Message);
        }
    }

    private async Task<AnnotatedLine> AnnotateAsync(int number, InputRow row, CancellationToken ct)
    {
        var markers = Measure(row);
        IReadOnlyList<MarkerAnswer> answers = asker is null ? [] : await asker.AskAsync(row, markers, ct);
        markers = answers.Where(a => a.Value is not null).Aggregate(markers, (set, a) => set.With(a.Category, a.Value!));
        markers = WithCodeType(markers, row.Answer);
        var quality = row.Answer is not null && !row.Markers.ContainsKey("quality") && markers.TryGetValue("lang", out var lang)
            ? QualityScore.Of(row.Prompt, row.Answer, lang, markers.GetValueOrDefault("format"), markers.GetValueOrDefault("task"))
            : (double?)null;
        return new AnnotatedLine(number)
        {
            Row = WithMarkers(row.Fields, markers),
            Lang = quality is null ? null : markers["lang"],
            Quality = quality,
            Added = [.. markers.Keys.Where(m => !row.Markers.ContainsKey(m))],
            Unspecified = [.. answers.Where(a => a.IsUnspecified).Select(a => a.Category)],
            Unanswered = [.. answers.Where(a => a.IsUnanswered).Select(a => a.Category)],
        };
    }

    /// <summary>The row with these markers in place of those it had.</summary>
    public static JsonObject WithMarkers(JsonObject row, MarkerSet markers)
    {
        row["markers"] = new JsonObject(markers.Select(m => KeyValuePair.Create<string, JsonNode?>(m.Key, m.Value)));
        return row;
    }

    /// <summary>The row's own markers and those that can be measured; its own win.</summary>
    private MarkerSet Measure(InputRow row)
    {
        if (row.Answer is not { } answer)
        {
            return row.Markers;
        }

        var measured = LengthMarkers.Of(answer).ToList();
        var known = row.Markers;
        // A task of the row's own may say that the answer is bare code, which has no format.
        if (!CodeAnswer.IsBare(known.GetValueOrDefault("task"), known.GetValueOrDefault("format")) && FormatDetector.Detect(answer) is { } format)
        {
            measured.Add(new("format", format));
        }

        if (AnswerLanguage.Of(row.Prompt, answer) is { } lang)
        {
            measured.Add(new("lang", lang));
        }

        return MarkerSet.Create(taxonomy, measured).Merge(known);
    }

    private static MarkerSet WithCodeType(MarkerSet markers, string? answer) =>
        answer is not null && !markers.ContainsKey("code_type") && CodeBlocks.TypeOf(answer) is { } type
        && (!markers.TryGetValue("task", out var task) || CodeTasks.Contains(task))
            ? markers.With("code_type", type)
            : markers;

    private static AnnotatedLine Reject(InputLine line, string reason) => new(line.Number) { Reason = reason, Text = line.Text };
}
