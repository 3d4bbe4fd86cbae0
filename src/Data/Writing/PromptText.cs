namespace TreasureMarkers.Data.Writing;

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
        return Join(
            phrases.Language,
            LanguageStyle.Introduces(instruction) ? [wish, instruction] : [Sentence(phrases.Language, instruction), wish]);
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

    /// <summary>
    /// A phrase such as a synopsis as a sentence: capital first letter where its first word is a plain one, and a full stop.
    /// </summary>
    public static string Sentence(string language, string phrase) => LanguageStyle.Of(language).Sentence(phrase);

    /// <summary>Sentences joined as the language joins them.</summary>
    public static string Join(string language, IEnumerable<string> sentences) =>
        string.Join(LanguageStyle.Of(language).BetweenSentences, sentences);

    /// <summary>Things named one after the other, as a sentence.</summary>
    public static string Enumerate(string language, IEnumerable<string> items) =>
        Sentence(language, string.Join(LanguageStyle.Of(language).BetweenItems, items));
}

/// <summary>Words the requests about a reference work's entries: mostly in the answer's language, at times in another one.</summary>
/// <param name="random">The entry's stream of choices.</param>
/// <param name="language">The answer's language.</param>
/// <param name="languages">All languages.</param>
internal sealed class ReferencePrompt(StableRandom random, string language, IReadOnlyList<DataLanguage> languages)
{
    /// <summary>A request, in a share of the cases with the wish for the format in words.</summary>
    /// <param name="key">The phrase without the family's prefix.</param>
    /// <param name="format">The answer's format, or null.</param>
    /// <param name="values">Fills the placeholders.</param>
    public string Ask(string key, string? format, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var phrases = Phrases.AskedIn(random, language, languages);
        var asked = phrases.Say(random, "ref." + key, values);
        return format is null or "MCQAnswer" || !random.Chance(0.35) ? asked
            : $"{asked} {phrases.Say(random, "ref.as", ("f", phrases.Word("refFormat", format)))}";
    }

    /// <summary>A request with the text that it is about.</summary>
    public string About(string key, string? format, string text) => PromptText.With(random, Ask(key, format), text);

    /// <summary>A multiple-choice question with its answer.</summary>
    /// <param name="question">What the options are for.</param>
    /// <param name="right">The right option.</param>
    /// <param name="wrong">The wrong ones, at least one, all different from the right one.</param>
    public (string Prompt, string Answer) Choice(string question, string right, IReadOnlyList<string> wrong)
    {
        string[] options = [right, .. wrong];
        options = random.Sample(options, options.Length);
        var asked = Ask("choose", null);
        var prompt = random.Chance(0.5)
            ? $"{asked}\n\n{question}\n\n{AnswerFormat.Options(options)}"
            : $"{question}\n\n{AnswerFormat.Options(options)}\n\n{asked}";
        return (prompt, AnswerFormat.Choice(Array.IndexOf(options, right), random.Chance(0.15) ? "" : right));
    }
}
