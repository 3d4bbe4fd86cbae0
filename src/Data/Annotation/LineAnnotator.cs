using System.Text.Json.Nodes;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Annotation;

/// <summary>Gives a row the markers that it lacks: what can be measured, and what a model says. Thread-safe.</summary>
/// <param name="taxonomy">The markers' categories and values.</param>
/// <param name="asker">Asks a model, or null.</param>
/// <param name="otherwise">The language of short answers where neither they nor their prompts tell, or null.</param>
internal sealed class LineAnnotator(MarkerTaxonomy taxonomy, MarkerAsker? asker, string? otherwise = null)
{
    private static readonly string[] CodeTasks = ["CodeGeneration", "CodeFix", "CodeTranslation", "CodeExplanation"];

    /// <summary>The row with its markers, or the reason why it is none.</summary>
    /// <exception cref="CommandException">The model's server cannot be used.</exception>
    public async Task<AnnotatedLine> AnnotateAsync(InputLine line, CancellationToken cancellationToken)
    {
        try
        {
            return line.Problem is { } problem ? Reject(line, problem)
                : await AnnotateAsync(line.Number, InputRow.Parse(line.Text, taxonomy), cancellationToken);
        }
        catch (Exception e) when (e is DataFormatException or MarkerException)
        {
            return Reject(line, e.Message);
        }
    }

    private async Task<AnnotatedLine> AnnotateAsync(int number, InputRow row, CancellationToken cancellationToken)
    {
        var (markers, contradictions) = Measure(row);
        IReadOnlyList<MarkerAnswer> answers = asker is null ? [] : await asker.AskAsync(row, markers, cancellationToken);
        markers = answers.Where(a => a.Value is not null).Aggregate(markers, (set, a) => set.With(a.Category, a.Value!));
        markers = WithCodeType(markers, row.Answer);
        return new AnnotatedLine(number)
        {
            Row = WithMarkers(row.Fields, markers),
            Lang = markers.GetValueOrDefault("lang"),
            Quality = Quality(row, markers),
            Contradictions = contradictions,
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

    /// <summary>The row's own markers and those that can be measured; its own win, and those that contradict their text are told.</summary>
    private (MarkerSet Markers, IReadOnlyList<Contradiction> Contradictions) Measure(InputRow row)
    {
        if (row.Answer is not { } answer)
        {
            return (row.Markers, []);
        }

        var known = row.Markers;
        var measured = AnswerMeasure.Lengths(answer).ToDictionary(m => m.Key, m => (string?)m.Value);
        // A task of the row's own may say that the answer is bare code, which has no format.
        if (!AnswerMeasure.IsBareCode(known.GetValueOrDefault("task"), known.GetValueOrDefault("format")))
        {
            measured["format"] = FormatDetector.Detect(answer);
        }

        if (!AnswerMeasure.IsCode(known.GetValueOrDefault("task"))
            && AnswerMeasure.Language(answer, known.GetValueOrDefault("source")) is { } told)
        {
            measured["lang"] = told;
        }

        if (CodeBlocks.TypeOf(answer) is { } type)
        {
            measured["code_type"] = type;
        }

        var contradictions = RowMeasurement.Contradictory(known, measured).Where(m => known[m.Key] != m.Value)
            .Select(m => new Contradiction(m.Key, known[m.Key], m.Value)).ToList();
        // What a code block says is asked for once the task is known; a fence around all of an answer is no wish for Markdown.
        _ = measured.Remove("code_type") | (CodeBlocks.IsWhole(answer) && measured.GetValueOrDefault("format") == "Markdown"
            && measured.Remove("format"));
        measured["lang"] = AnswerLanguage.Of(row.Prompt, answer, otherwise);
        var found = measured.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, m.Value!));
        return (MarkerSet.Create(taxonomy, found).Merge(known), contradictions);
    }

    /// <summary>The measured quality, when the row has none of its own and its language is known.</summary>
    private static double? Quality(InputRow row, MarkerSet markers)
    {
        if (row.Answer is null || row.Markers.ContainsKey("quality") || !markers.TryGetValue("lang", out var lang))
        {
            return null;
        }

        // Fenced code ends as Markdown does, whether or not its format is marked.
        var format = markers.GetValueOrDefault("format") ?? (CodeBlocks.IsWhole(row.Answer) ? "Markdown" : null);
        return QualityScore.Of(row.Prompt, row.Answer, lang, format, markers.GetValueOrDefault("task"));
    }

    private static MarkerSet WithCodeType(MarkerSet markers, string? answer) =>
        answer is not null && !markers.ContainsKey("code_type") && CodeBlocks.TypeOf(answer) is { } type
        && (!markers.TryGetValue("task", out var task) || CodeTasks.Contains(task))
            ? markers.With("code_type", type)
            : markers;

    private static AnnotatedLine Reject(InputLine line, string reason) => new(line.Number) { Reason = reason, Text = line.Text };
}

/// <summary>What became of an input line: a row with its markers, but for those that need all rows; or a reason why it is none.</summary>
/// <param name="Number">The line's number, from 1.</param>
internal sealed record AnnotatedLine(int Number)
{
    /// <summary>The row, or null.</summary>
    public JsonObject? Row { get; init; }

    /// <summary>The answer's language, or null when it is not known.</summary>
    public string? Lang { get; init; }

    /// <summary>The measured quality, when the row has none of its own and its language is known.</summary>
    public double? Quality { get; init; }

    /// <summary>The row's own markers that its text contradicts; they are kept.</summary>
    public IReadOnlyList<Contradiction> Contradictions { get; init; } = [];

    /// <summary>Why the line is no row, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The line that is no row.</summary>
    public string? Text { get; init; }

    /// <summary>The categories whose markers were added.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The categories for which the model found no value to fit.</summary>
    public IReadOnlyList<string> Unspecified { get; init; } = [];

    /// <summary>The categories for which the model twice gave no allowed value, or refused.</summary>
    public IReadOnlyList<string> Unanswered { get; init; } = [];
}

/// <summary>A marker of a row that its text contradicts.</summary>
/// <param name="Category">The category.</param>
/// <param name="Said">What the row says.</param>
/// <param name="Measured">What its text measures; null for none, such as plain text where a format is said.</param>
internal sealed record Contradiction(string Category, string Said, string? Measured);
