using System.Text.Json;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Everyday;

/// <summary>
/// Everyday questions with answers of a few sentences, the same ones in eleven languages, written for this project: in a language, in
/// English with another language wanted, and as translations of whole answers.
/// </summary>
internal sealed class EverydaySource : IDataSource
{
    /// <summary>Ways to want a language in words; <c>{l}</c> is its English name.</summary>
    private static readonly string[] Wishes =
    [
        "{q} Answer in {l}.", "{q} Please answer in {l}.", "{q} (in {l}, please)", "In {l}, please: {q}", "Reply in {l}: {q}", "{q}\n\nWrite your answer in {l}.",
        "{q} I need the answer in {l}.", "Answer the following in {l}. {q}", "Use {l} for your answer. {q}", "Could you tell me in {l}? {q}", "{l} only, please. {q}",
        "{q} Respond in {l}, please.", "I speak {l}. {q}", "Answer in {l}: {q}", "{q} Tell me in {l}.",
    ];

    /// <inheritdoc/>
    public string Name => "everyday";

    /// <inheritdoc/>
    public string Coverage => "everyday questions in several languages";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["everyday"] = 1000,
        ["everyday-lever"] = 1000,
        ["everyday-word"] = 1000,
        ["everyday-other"] = 1000,
        ["everyday-translate"] = 1000,
    };

    /// <inheritdoc/>
    public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken cancellationToken)
    {
        var texts = context.Languages.Select(l => (l.Name, Texts: EverydayTexts.In(l.Name))).Where(l => l.Texts.Count > 0).ToDictionary();
        foreach (var (language, own) in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (key, (question, answer)) in own)
            {
                foreach (var draft in Rows(key, language, question, answer, texts, context))
                {
                    sink.Add(draft);
                }
            }
        }

        return Task.FromResult("texts");
    }

    private static IEnumerable<RowDraft> Rows(
        string key, string language, string question, string answer,
        Dictionary<string, IReadOnlyDictionary<string, (string Question, string Answer)>> texts, SourceContext context)
    {
        var random = new StableRandom(context.Seed, "everyday", key, language);
        yield return Draft("everyday", question, null);
        yield return Draft("everyday", LanguageStyle.WithoutMarks(question), null);
        if (language != "English")
        {
            var english = texts["English"][key].Question;
            // The lever alone, and the same wish in words.
            yield return Draft("everyday-lever", english, null) with { Required = ["lang"] };
            yield return Draft("everyday-lever", PromptText.MaybeHasty(random, "Please tell me: " + english), null) with { Required = ["lang"] };
            foreach (var wish in random.Sample(Wishes, 2))
            {
                yield return Draft(
                    "everyday-word", wish.Replace("{q}", english, StringComparison.Ordinal).Replace("{l}", language, StringComparison.Ordinal), null);
            }
        }

        // Asked in a third language, and English wanted where another is spoken.
        var other = random.Pick([.. texts.Keys.Where(l => l != language)]);
        yield return Draft("everyday-other", texts[other][key].Question, null) with { Required = ["lang"] };
        var from = language == "English" ? other : random.Chance(0.7) ? "English" : other;
        var phrases = Phrases.For(random.Chance(0.5) ? from : "English");
        yield return Draft(
            "everyday-translate",
            PromptText.With(random, phrases.Say(random, "translateTo", ("to", phrases.Into(language))), texts[from][key].Answer), "Translation");

        RowDraft Draft(string kind, string prompt, string? task) =>
            new(kind, "everyday/" + key, language, task ?? EverydayTexts.Task(key), task is null ? EverydayTexts.Domain(key) : null, null, "Synthetic", prompt,
                answer, Provenance.OfProject("everyday/" + key));
    }
}

/// <summary>The questions and answers of each language, by key.</summary>
internal static class EverydayTexts
{
    /// <summary>The texts of a language; none for a language that they were not written in.</summary>
    /// <exception cref="DataFormatException">The resource is not what it should be.</exception>
    public static IReadOnlyDictionary<string, (string Question, string Answer)> In(string language)
    {
        using var stream = typeof(EverydayTexts).Assembly.GetManifestResourceStream($"everyday/{language}.json");
        if (stream is null)
        {
            return new Dictionary<string, (string, string)>();
        }

        var texts = JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream)!;
        return texts.ToDictionary(t => t.Key, t => t.Value is [var question, var answer]
            ? (question, answer)
            : throw new DataFormatException($"everyday/{language}.json: '{t.Key}' needs a question and an answer."));
    }

    /// <summary>The taxonomy's task of a question.</summary>
    public static string Task(string key) => key switch
    {
        "fox" or "poem" or "invite" => "CreativeWriting",
        "rainbow" or "snow" or "wind" or "sun" or "island" or "forest" or "spider" or "library" or "email" or "robot" or "democracy" or "football" => "Explanation",
        _ => "QuestionAnswering",
    };

    /// <summary>The taxonomy's domain of a question, or null where none is sure.</summary>
    public static string? Domain(string key) => key switch
    {
        "water" or "cold" or "headache" or "doctor" => "Medical",
        "rainbow" or "snow" or "wind" or "sun" or "island" or "forest" or "elephant" or "penguin" or "spider" or "horse" => "Sciences",
        "money" => "Finance",
        "email" or "robot" => "Technology",
        "democracy" => "SocialSciences",
        "fox" or "poem" or "music" or "library" or "books" or "football" => "Culture",
        _ => null,
    };
}
