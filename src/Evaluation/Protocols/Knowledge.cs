using System.Text.Json;
using System.Text.RegularExpressions;
using TreasureMarkers.Data;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Short questions with known answers: what a model knows, and what a fine-tune left of it. Greedy, no system message, no marker. Chance
/// is how often the answer to another question is right for this one.
/// </summary>
internal static class Knowledge
{
    /// <summary>The name of the experiment.</summary>
    public const string Name = "Knowledge";

    private const int MaxTokens = 64;

    private static readonly Experiment Experiment = new(
        Name,
        $"Share of questions whose answer stands in the first {MaxTokens} tokens as whole words.",
        "questions",
        [Experiment.Unasked]);

    /// <summary>Each question once.</summary>
    public static IEnumerable<Trial> Plan(IReadOnlyList<KnowledgeQuestion> questions) =>
        questions.Select((question, i) => new Trial(
            Experiment, "questions", Experiment.Unasked, $"{i + 1}", EvalRequest.Of(question.Question, MaxTokens), question.Answers[0],
            answer => question.IsRight(answer.Text)));
}

/// <summary>A question and what counts as its answer.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Answers">One of these must stand in the answer.</param>
internal sealed record KnowledgeQuestion(string Question, IReadOnlyList<string> Answers)
{
    // Chemical symbols and the like: in lower case they are other words.
    private const int LongestSymbol = 2;

    /// <summary>Reads a list of questions, one JSON object a line: <c>{"question": "…", "answers": ["…", …]}</c>.</summary>
    /// <exception cref="DataFormatException">The file is missing, empty, or a line is no question.</exception>
    public static IReadOnlyList<KnowledgeQuestion> Read(string path) =>
        [.. JsonLines.Read(path, "a question is {\"question\": \"…\", \"answers\": [\"…\"]}").Select(line => Parse(line.Json)
            ?? throw new DataFormatException(
                $"'{path}' line {line.Number} is no question: {{\"question\": \"…\", \"answers\": [\"…\"]}} is expected."))];

    /// <summary>Whether a text has one of the answers as whole words; letter case counts for symbols of one or two letters only.</summary>
    public bool IsRight(string text) => Answers.Any(answer => Regex.IsMatch(
        text,
        $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(answer)}(?![\p{{L}}\p{{N}}])",
        (answer.Length <= LongestSymbol ? RegexOptions.None : RegexOptions.IgnoreCase) | RegexOptions.CultureInvariant));

    private static KnowledgeQuestion? Parse(JsonElement line) =>
        line.TryGetProperty("question", out var question) && question.ValueKind == JsonValueKind.String
        && line.TryGetProperty("answers", out var answers) && answers.ValueKind == JsonValueKind.Array && answers.GetArrayLength() > 0
        && answers.EnumerateArray().All(answer => answer.ValueKind == JsonValueKind.String && answer.GetString()!.Length > 0)
            ? new KnowledgeQuestion(question.GetString()!, [.. answers.EnumerateArray().Select(answer => answer.GetString()!)])
            : null;
}
