using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>The paper's length limit violations: a limit in words in the prompt against the same limit as a marker.</summary>
internal static class LengthControl
{
    private const int MaxTokens = 512;
    private const string LengthTokens = "length_tokens";
    private static readonly int[] Limits = [10, 20, 40, 80];
    private static readonly string[] Tasks = ["Explanation", "Summarization", "OpenEnded"];

    private static readonly Experiment Experiment = new(
        "Length control",
        "Share of answers with more words than the limit. Lower is better.",
        "limit",
        ["limit in words, in the prompt", "no limit", "length_tokens fixed", "length_tokens fixed and enforced"]);

    /// <summary>The same questions under each limit, stated in each way.</summary>
    /// <param name="rows">The held-out rows.</param>
    public static IEnumerable<Trial> Plan(EvalRows rows)
    {
        foreach (DataRow row in rows.Sample("length", IsOpenText))
        {
            var open = new EvalRequest(EvalRows.Prompt(row), MaxTokens);
            foreach (int limit in Limits)
            {
                EvalRequest marked = open with { Markers = new() { [LengthTokens] = $"{limit}" } };
                EvalRequest[] requests =
                    [open with { Messages = WithLimit(row, limit) }, open, marked, marked with { Enforce = [LengthTokens] }];
                foreach (var (arm, request) in Experiment.Arms.Zip(requests))
                {
                    yield return new Trial(
                        Experiment, $"{limit} words", arm, row.Id, request, answer => WordLimit.Count(answer.Text) > limit);
                }
            }
        }
    }

    private static bool IsOpenText(DataRow row) =>
        WordLimit.Supports(row.Markers.GetValueOrDefault(EvalRows.Lang))
        && !row.Markers.ContainsKey(EvalRows.Format)
        && Tasks.Contains(row.Markers.GetValueOrDefault(EvalRows.Task));

    private static List<PromptMessage> WithLimit(DataRow row, int limit)
    {
        List<PromptMessage> messages = [.. EvalRows.Prompt(row)];
        messages[^1] = messages[^1] with
        {
            Content = WordLimit.Write(messages[^1].Content, row.Markers[EvalRows.Lang], limit),
        };
        return messages;
    }
}

/// <summary>
/// A length limit as the paper writes it into the prompt, in the prompt's language, so that the words arm is not handicapped by
/// a foreign sentence. Words are what white space separates, so languages written without it are left out.
/// </summary>
internal static class WordLimit
{
    private static readonly Dictionary<string, string> Instructions = new(StringComparer.Ordinal)
    {
        ["English"] = "Answer the following instruction using {0} words or less.",
        ["German"] = "Beantworte die folgende Anweisung mit höchstens {0} Wörtern.",
        ["French"] = "Réponds à l'instruction suivante en {0} mots au maximum.",
        ["Italian"] = "Rispondi alla seguente istruzione con un massimo di {0} parole.",
        ["Spanish"] = "Responde a la siguiente instrucción con {0} palabras como máximo.",
        ["Portuguese"] = "Responda à seguinte instrução com no máximo {0} palavras.",
        ["Polish"] = "Odpowiedz na poniższe polecenie, używając najwyżej {0} słów.",
        ["Czech"] = "Odpověz na následující pokyn nejvýše {0} slovy.",
        ["Russian"] = "Ответь на следующую инструкцию, используя не более {0} слов.",
        ["Ukrainian"] = "Дай відповідь на таку інструкцію, використовуючи не більше {0} слів.",
        ["Korean"] = "다음 지시에 {0}단어 이하로 답하세요.",
    };

    /// <summary>Whether words can be counted in a language, and the limit can be written in it.</summary>
    /// <param name="language">The language, as the taxonomy names it.</param>
    public static bool Supports(string? language) => language is not null && Instructions.ContainsKey(language);

    /// <summary>A prompt with the limit before it.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="language">Its language; one that <see cref="Supports"/> accepts.</param>
    /// <param name="words">The limit.</param>
    public static string Write(string prompt, string language, int words) =>
        string.Format(null, Instructions[language], words) + "\n" + prompt;

    /// <summary>The words of an answer.</summary>
    /// <param name="text">The answer.</param>
    public static int Count(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
