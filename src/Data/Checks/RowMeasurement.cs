using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Checks;

/// <summary>Measures again, from a row's texts, every marker that can be measured.</summary>
/// <param name="quality">
/// Where each language's quality buckets begin, as the manifest has it; a language that is not there has no quality.
/// </param>
internal sealed class RowMeasurement(IReadOnlyDictionary<string, QualityThresholds> quality)
{
    /// <summary>Formats that no grammar decides, so that a person or a model may see one where the text's lines do not show it.</summary>
    private static readonly string[] Loose = ["MCQAnswer", "ChainOfThought", "Enumeration", "Markdown", "Latex"];

    /// <summary>
    /// As <see cref="Of"/>, for a row that somebody brought: a score of its own may be on another scale, and a format that its maker saw
    /// stands where none is found.
    /// </summary>
    public IReadOnlyDictionary<string, string?> OfImported(DataRow row) => Contradictory(row.Markers, Of(row));

    /// <summary>What of a measurement can contradict the markers of a row that somebody brought.</summary>
    /// <param name="markers">The row's markers.</param>
    /// <param name="measured">What was measured.</param>
    public static IReadOnlyDictionary<string, string?> Contradictory(
        IReadOnlyDictionary<string, string> markers, IEnumerable<KeyValuePair<string, string?>> measured) =>
        measured.Where(m => markers.TryGetValue(m.Key, out var said) && m.Key is not ("quality" or "quality_bucket")
            && !(m is { Key: "format", Value: null } && Loose.Contains(said))).ToDictionary(m => m.Key, m => m.Value);

    /// <summary>
    /// Category to value; null where the row must not have the marker. A category that the texts do not decide is left out.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Of(DataRow row)
    {
        var answer = row.Messages[^1];
        var measured = new Dictionary<string, string?> { ["quality"] = null, ["quality_bucket"] = null };
        if (answer.ToolCalls is not null)
        {
            return measured;
        }

        var (task, format, source) =
            (row.Markers.GetValueOrDefault("task"), row.Markers.GetValueOrDefault("format"), row.Markers.GetValueOrDefault("source"));
        if (row.Markers.GetValueOrDefault("lang") is { } lang && quality.TryGetValue(lang, out var thresholds)
            && row.Messages.LastOrDefault(m => m.Role == "user") is { } asked)
        {
            Add(thresholds.Markers(QualityScore.Of(asked.Content, answer.Content, lang, format, task)));
        }

        Add(AnswerMeasure.Lengths(answer.Content));
        if (AnswerMeasure.IsBareCode(task, format))
        {
            return measured;
        }

        measured["format"] = FormatDetector.Detect(answer.Content);
        if (!AnswerMeasure.IsCode(task) && AnswerMeasure.Language(answer.Content, source) is { } language)
        {
            measured["lang"] = language;
        }

        return measured;

        void Add(IEnumerable<KeyValuePair<string, string>> markers)
        {
            foreach (var (name, value) in markers)
            {
                measured[name] = value;
            }
        }
    }
}

/// <summary>What an answer's text and task decide: the one set of rules of the builder, of the checks and of <c>annotate</c>.</summary>
internal static class AnswerMeasure
{
    /// <summary>Below this many characters a language cannot be told for sure, and a name is often the same in several.</summary>
    private const int ShortestText = 60;

    private const double Sure = 0.9;

    /// <summary>Whether a task's answer is code, which has no natural language.</summary>
    /// <param name="task">The taxonomy's task, or null when it is not known.</param>
    public static bool IsCode(string? task) => task is "CodeGeneration" or "CodeFix" or "CodeTranslation";

    /// <summary>Whether a row with these markers answers with code alone, which has no format either.</summary>
    /// <param name="task">The taxonomy's task, or null when it is not known.</param>
    /// <param name="format">The format, or null for none.</param>
    public static bool IsBareCode(string? task, string? format) => format is null && IsCode(task);

    /// <summary>The four markers of an answer's length, as <see cref="LengthMeasure"/> measures them.</summary>
    public static KeyValuePair<string, string>[] Lengths(string answer)
    {
        var tokens = LengthMeasure.Tokens(answer);
        return
        [
            new("length_tokens", $"{tokens}"),
            new("length_sentences", $"{LengthMeasure.Sentences(answer)}"),
            new("length_paragraphs", $"{LengthMeasure.Paragraphs(answer)}"),
            new("length_bucket", LengthMeasure.Bucket(tokens)),
        ];
    }

    /// <summary>
    /// An answer's language, by its text without its code; null when that does not tell: too short, unsure, or a record of names and
    /// numbers.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="source">The row's source marker, or null.</param>
    public static string? Language(string answer, string? source)
    {
        var prose = source is "Synthetic" or "Others" ? "" : CodeBlocks.Without(answer);
        if (prose.Length < ShortestText)
        {
            return null;
        }

        var guess = LanguageIdentifier.Default.Identify(prose);
        return guess.Probability > Sure ? guess.Language : null;
    }
}
