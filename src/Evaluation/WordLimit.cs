namespace TreasureMarkers.Evaluation;

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
    public static int Count(string text)
    {
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
