using System.Text.Json;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// What a base that knows English is fine-tuned on, beside its own answers: which languages, and how many rows of each kind. Its English is
/// kept by its own answers, so half of these rows are in other languages; what reads badly, or teaches facts about this project's packages
/// alone, has no place.
/// </summary>
internal static class BaseProfile
{
    /// <summary>UTF-8 bytes of running text in the languages beside English, in all.</summary>
    public const long TextBytes = 30_000_000;

    /// <summary>
    /// English and the ten languages of which most rows were found in registries and public files, three of them in scripts of their own.
    /// </summary>
    public static IReadOnlyList<DataLanguage> Languages { get; } =
    [
        .. DataLanguage.All.Where(l => l.Name is "English" or "German" or "Spanish" or "French" or "Italian" or "Portuguese" or "Polish" or "Czech"
            or "Russian" or "Chinese" or "Japanese"),
    ];

    /// <summary>Kind to the most rows in English and in each other language; a kind that ends in a hyphen stands for all that begin so.</summary>
    private static readonly (string Kind, int English, int Other)[] Caps =
    [
        // Short answers to everyday questions.
        ("everyday", 4000, 4000), ("everyday-", 4000, 4000), ("country-fact", 500, 650), ("country-about", 150, 100), ("country-list", 120, 60),
        ("country-record", 100, 60), ("country-extract", 60, 40), ("country-sort", 60, 40), ("country-largest", 80, 40), ("country-choice", 60, 40),
        ("country-translate", 0, 100), ("geography-capital", 60, 120), ("geography-place", 40, 50), ("geography-choice", 40, 40),
        ("geography-regions", 20, 25), ("element-origin", 60, 60), ("element-format", 60, 40), ("element", 300, 250), ("chemistry-term", 120, 120),
        ("iso-name", 40, 60), ("iso-about", 0, 40), ("iso-translate", 0, 150), ("iso-list", 120, 120), ("iso-letter", 60, 40),
        ("synthetic-", 150, 35), ("dialogue-", 120, 60), ("talk-hello", 60, 60), ("talk-thanks", 40, 40),
        // Explanations, summaries and translations of what people wrote.
        ("explain", 150, 200), ("explain-hint", 300, 500), ("summarize", 500, 250), ("features", 150, 100), ("translate", 200, 400), ("explain-format", 100, 80),
        ("summarize-format", 150, 80), ("extract", 300, 80), ("whichLanguage", 150, 40), ("topic", 150, 40),
        ("catalogue-translate", 400, 800), ("catalogue-list", 40, 40), ("catalogue-label", 0, 150), ("catalogue-translate-format", 40, 60),
        ("manual-explain", 800, 700), ("manual-steps", 500, 400), ("manual-translate", 200, 400), ("manual-translate-section", 30, 120),
        ("manual-markdown", 300, 150), ("manual-medium", 300, 60), ("manual-title", 120, 50), ("manual-summary", 200, 100),
        ("law-article", 80, 100), ("law-explain", 80, 120), ("law-translate", 40, 150), ("law-continue", 0, 20),
        ("saying-write", 0, 250), ("saying-topic", 0, 60), ("saying-riddle", 50, 50), ("story-tell", 120, 80), ("story-continue", 100, 80),
        ("story-translate", 40, 80), ("talk-translate", 40, 220), ("talk-scene", 100, 60),
        // Definitions.
        ("word-define", 2000, 0), ("word-term", 700, 0), ("word-choose-meaning", 700, 0), ("word-choose-word", 500, 0), ("word-record", 400, 0),
        ("gcide-define", 700, 0), ("gcide-term", 300, 0), ("term-foldoc", 700, 0), ("term-jargon", 150, 0), ("term-gist", 300, 0),
        // What people wrote for others.
        ("trivia-open", 9000, 0), ("trivia-bare", 1500, 0), ("trivia-choice", 7000, 0), ("trivia-letter", 1000, 0), ("problem-", 5000, 0), ("pool-", 900, 0), ("assistant", 2000, 2000), ("seed", 1000, 1000),
        // Functions.
        ("control-set", 400, 120), ("control-plain", 2600, 0), ("control-answer", 300, 30), ("control-none", 500, 40), ("control-done", 150, 15), ("control-", 250, 20),
        // Code.
        ("contrast-", 4000, 0), ("code-generate-", 1200, 60), ("code-explain-", 500, 40), ("code-fix-", 900, 60), ("code-why-", 200, 20), ("code-mend-", 1500, 40),
        ("code-write-", 1500, 40), ("code-translate-", 600, 20), ("code-example-", 600, 20), ("code-output-", 200, 0), ("code-problem-", 200, 0),
    ];

    /// <summary>
    /// Whether a draft is in these languages alone: its answer line by line, and the languages that its calls set.
    /// </summary>
    public static bool Offers(RowDraft draft)
    {
        var set = (draft.Calls ?? []).Select(c => c.Arguments).Where(a => a.ValueKind == JsonValueKind.Object)
            .Select(a => a.TryGetProperty("lang", out var lang) ? lang.GetString() : null).OfType<string>();
        return set.Append(draft.Lang).All(l => Languages.Any(known => known.Name == l))
            && (AnswerMeasure.IsCode(draft.Task) || draft.Answer.Split('\n').All(line => IsIn(draft.Lang, line)));
    }

    private static bool IsIn(string language, string line)
    {
        var letters = line.Count(char.IsLetter);
        return letters < 40 || letters * 10 < line.Length * 7 || LanguageIdentifier.Default.Identify(line) is not { Probability: > 0.95 } guess
            || guess.Language == language;
    }

    /// <summary>The kinds that are taken; one that ends in a hyphen stands for all that begin so.</summary>
    public static IEnumerable<string> Kinds => Caps.Select(c => c.Kind);

    /// <summary>The most rows of a kind in a language; none for what is not listed.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="language">The language.</param>
    public static int Cap(string kind, string language)
    {
        var best = Caps.Where(c => c.Kind == kind || (c.Kind[^1] == '-' && kind.StartsWith(c.Kind, StringComparison.Ordinal)))
            .OrderByDescending(c => c.Kind.Length).FirstOrDefault();
        return language == "English" ? best.English : best.Other;
    }
}
