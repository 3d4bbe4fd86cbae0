namespace TreasureMarkers.Data.Rendering;

/// <summary>Words the requests about a reference work's entries: mostly in the answer's language, at times in another one.</summary>
/// <param name="random">The entry's stream of choices.</param>
/// <param name="language">The answer's language.</param>
/// <param name="languages">All languages.</param>
internal sealed class ReferencePrompt(StableRandom random, string language, IReadOnlyList<DataLanguage> languages)
{
    /// <summary>The language of the next request: the answer's in most cases.</summary>
    public Phrases Next() => Phrases.For(random.Chance(0.85) ? language : random.Chance(0.5) ? "English" : random.Pick(languages).Name);

    /// <summary>A request, in a share of the cases with the wish for the format in words.</summary>
    /// <param name="key">The phrase without the family's prefix.</param>
    /// <param name="format">The answer's format, or null.</param>
    /// <param name="values">Fills the placeholders.</param>
    public string Ask(string key, string? format, params ReadOnlySpan<(string Name, string Value)> values) => Ask(Next(), key, format, values);

    /// <summary>A request in a given language.</summary>
    public string Ask(Phrases phrases, string key, string? format, params ReadOnlySpan<(string Name, string Value)> values)
    {
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
        var prompt = random.Chance(0.5) ? $"{asked}\n\n{question}\n\n{AnswerFormat.Options(options)}" : $"{question}\n\n{AnswerFormat.Options(options)}\n\n{asked}";
        return (prompt, AnswerFormat.Choice(Array.IndexOf(options, right), random.Chance(0.15) ? "" : right));
    }
}
