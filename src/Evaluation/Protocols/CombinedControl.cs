using TreasureMarkers.Data;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Several levers at once: format, language and length, wished in the prompt's words or set as markers. The same questions and wishes
/// go to every model, so a model with levers can be held against a base that only has words.
/// </summary>
internal static class CombinedControl
{
    private const int MaxTokens = 256;
    private const string English = "English";
    private static readonly string[] Languages = [English, "German", "French"];
    private static readonly int[] Limits = [20, 40, 80];

    private static readonly (string Format, string Words)[] Formats =
    [
        ("Enumeration", "as a list"), ("Tabular", "as a Markdown table"), ("JSON", "as JSON"), ("XML", "as XML"),
    ];

    /// <summary>The table: by which its answers are found again when two models are held against each other.</summary>
    public static Experiment Experiment { get; } = new(
        "Levers together",
        "Share of answers that are in the format, in the language and within the limit of words, all three. Higher is better.",
        "format",
        ["wish in words", "markers fixed"]);

    /// <summary>English questions, each with every format; languages and limits take turns.</summary>
    /// <param name="rows">The held-out rows or prompts.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        var turn = 0;
        foreach (DataRow row in rows.Sample("together", IsPlainEnglish))
        {
            foreach (var (format, words) in Formats)
            {
                var (language, limit) = (Languages[turn % Languages.Length], Limits[turn / Languages.Length % Limits.Length]);
                turn++;
                var open = new EvalRequest(EvalRows.Prompt(row), MaxTokens);
                var inWords = open with { Messages = WithWish(row, $"Answer in {language}, {words}, using {limit} words or less.") };
                var marked = open with
                {
                    Markers = new() { [EvalRows.Format] = format, [EvalRows.Lang] = language, ["length_tokens"] = $"{limit}" },
                };
                bool Keeps(EvalAnswer answer) =>
                    FormatDetector.Detect(answer.Text) == format
                    && LanguageRule.IsIn(answer.Text, language)
                    && WordLimit.Count(answer.Text) <= limit;
                yield return new Trial(Experiment, format, Experiment.Arms[0], row.Id, inWords, Keeps);
                yield return new Trial(Experiment, format, Experiment.Arms[1], row.Id, marked, Keeps);
            }
        }
    }

    private static bool IsPlainEnglish(DataRow row) =>
        row.Markers.GetValueOrDefault(EvalRows.Lang) == English
        && !row.Markers.ContainsKey(EvalRows.Format)
        && LanguageRule.IsIn(EvalRows.Prompt(row)[^1].Content, English);

    private static List<PromptMessage> WithWish(DataRow row, string wish)
    {
        List<PromptMessage> messages = [.. EvalRows.Prompt(row)];
        messages[^1] = messages[^1] with { Content = $"{messages[^1].Content}\n{wish}" };
        return messages;
    }
}
