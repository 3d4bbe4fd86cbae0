namespace TreasureMarkers.Training.Data.Rendering;

/// <summary>Puts the user's message together.</summary>
public static class PromptText
{
    /// <summary>An instruction with the text it is about, before or after it.</summary>
    public static string With(StableRandom random, string instruction, string text)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(instruction);
        var textFirst = instruction[^1] != ':' && random.Chance(0.2);
        var separator = text.Length < 60 && random.Chance(0.5) ? " " : "\n\n";
        return textFirst ? text + "\n\n" + instruction : instruction + separator + text;
    }

    /// <summary>Adds the wish for a format in words, in a share of the cases: elsewhere the marker alone says it.</summary>
    public static string MaybeAskFor(StableRandom random, Phrases phrases, string? format, string instruction)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(phrases);
        if (format is null || !random.Chance(0.35))
        {
            return instruction;
        }

        var wish = phrases.Say(random, "as." + format);
        // What introduces a text stays next to it.
        return instruction[^1] is ':' ? $"{wish} {instruction}" : $"{Sentence(phrases.Language, instruction)} {wish}";
    }

    /// <summary>Now and then the question as people type it in haste: no capital, no final mark.</summary>
    public static string MaybeHasty(StableRandom random, string question)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(question);
        return random.Chance(0.08) ? char.ToLowerInvariant(question[0]) + question[1..].TrimEnd('.', '?', '!', '。', '？', ' ') : question;
    }

    /// <summary>A phrase such as a synopsis as a sentence: capital first letter where its first word is a plain one, and a full stop.</summary>
    public static string Sentence(string language, string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        var firstWord = phrase.AsSpan(0, phrase.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? end : phrase.Length);
        var plain = true;
        foreach (var c in firstWord)
        {
            plain &= char.IsLower(c);
        }

        var text = plain ? char.ToUpperInvariant(phrase[0]) + phrase[1..] : phrase;
        return ".!?。！？…:".Contains(text[^1], StringComparison.Ordinal) ? text : text + (language == "Japanese" ? "。" : ".");
    }

    /// <summary>Sentences joined as the language joins them.</summary>
    public static string Join(string language, IEnumerable<string> sentences) =>
        string.Join(language == "Japanese" ? "" : " ", sentences);
}
