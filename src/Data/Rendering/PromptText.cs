namespace TreasureMarkers.Data.Rendering;

/// <summary>Puts the user's message together.</summary>
internal static class PromptText
{
    /// <summary>An instruction with the text it is about, before or after it.</summary>
    public static string With(StableRandom random, string instruction, string text)
    {
        var textFirst = !LanguageStyle.Introduces(instruction) && random.Chance(0.2);
        var separator = text.Length < 60 && random.Chance(0.5)
            ? LanguageStyle.IsWide(instruction[^1]) ? "" : " "
            : "\n\n";
        return textFirst ? text + "\n\n" + instruction : instruction + separator + text;
    }

    /// <summary>Adds the wish for a format in words, in a share of the cases: elsewhere the marker alone says it.</summary>
    public static string MaybeAskFor(StableRandom random, Phrases phrases, string? format, string instruction)
    {
        if (format is null || !random.Chance(0.35))
        {
            return instruction;
        }

        var wish = phrases.Say(random, "as." + format);
        // What introduces a text stays next to it.
        return Join(phrases.Language, LanguageStyle.Introduces(instruction) ? [wish, instruction] : [Sentence(phrases.Language, instruction), wish]);
    }

    /// <summary>Now and then the question as people type it in haste: no capital, no final mark.</summary>
    public static string MaybeHasty(StableRandom random, string question)
    {
        if (!random.Chance(0.08))
        {
            return question;
        }

        var bare = LanguageStyle.WithoutMarks(question);
        return char.ToLowerInvariant(bare[0]) + bare[1..];
    }

    /// <summary>A phrase such as a synopsis as a sentence: capital first letter where its first word is a plain one, and a full stop.</summary>
    public static string Sentence(string language, string phrase) => LanguageStyle.Of(language).Sentence(phrase);

    /// <summary>Sentences joined as the language joins them.</summary>
    public static string Join(string language, IEnumerable<string> sentences) =>
        string.Join(LanguageStyle.Of(language).BetweenSentences, sentences);

    /// <summary>Things named one after the other, as a sentence.</summary>
    public static string Enumerate(string language, IEnumerable<string> items) =>
        Sentence(language, string.Join(LanguageStyle.Of(language).BetweenItems, items));
}
