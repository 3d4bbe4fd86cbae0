using TreasureMarkers.Data.Sources.CodeText;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Sources.Control;

/// <summary>What a user asks of the next answers: one to four settings, said in words.</summary>
/// <param name="Settings">Category to value, in the taxonomy's order.</param>
/// <param name="Text">The settings in words, for the phrases' <c>{x}</c>.</param>
/// <param name="IsLabelled">Whether the words are labels and values rather than a part of a sentence.</param>
internal sealed record ControlWishes(IReadOnlyList<KeyValuePair<string, string>> Settings, string Text, bool IsLabelled)
{
    private static readonly string[] Categories =
        ["quality_bucket", "length_bucket", "task", "domain", "code_type", "format", "style", "lang"];

    private static readonly Dictionary<string, string> OwnNames = new()
    {
        ["English"] = "English",
        ["French"] = "français",
        ["Spanish"] = "español",
        ["Italian"] = "italiano",
        ["German"] = "Deutsch",
        ["Portuguese"] = "português",
        ["Japanese"] = "日本語",
        ["Korean"] = "한국어",
        ["Arabic"] = "العربية",
        ["Chinese"] = "中文",
        ["Russian"] = "русский",
        ["Polish"] = "polski",
        ["Turkish"] = "Türkçe",
        ["Vietnamese"] = "tiếng Việt",
        ["Dutch"] = "Nederlands",
        ["Czech"] = "čeština",
        ["Indonesian"] = "bahasa Indonesia",
        ["Ukrainian"] = "українська",
        ["Romanian"] = "română",
        ["Greek"] = "ελληνικά",
        ["Hindi"] = "हिन्दी",
        ["Hebrew"] = "עברית",
        ["Persian"] = "فارسی",
    };

    private static readonly string[] SpelledFormats = ["XML", "JSON", "Markdown", "Latex"];
    private static readonly string[] Domains =
        ["Sciences", "Technology", "SocialSciences", "Culture", "Medical", "Finance", "Legal", "Conversation", "Code", "Math"];

    private static readonly string[] Tasks =
    [
        "OpenEnded", "Explanation", "Translation", "Classification", "CreativeWriting", "QuestionAnswering", "InformationExtraction",
        "Summarization", "Rewrite", "Reasoning", "CodeGeneration", "CodeFix", "CodeTranslation", "CodeExplanation",
    ];

    private static readonly string[] Formats =
        ["MCQAnswer", "ChainOfThought", "XML", "JSON", "Enumeration", "Tabular", "Markdown", "Latex"];

    /// <summary>The settings as one text, by which those that are the same share a group.</summary>
    public string Combination => string.Join(';', Settings.Select(s => $"{s.Key}={s.Value}"));

    /// <summary>The value of a category, or null.</summary>
    public string? this[string category] => Settings.FirstOrDefault(s => s.Key == category).Value;

    /// <summary>Draws settings and words for them.</summary>
    public static ControlWishes Draw(Phrases phrases, StableRandom random)
    {
        var labelled = random.Chance(0.25);
        string[] usual = labelled ? ["domain", "task", "code_type", "lang", "format", "lang"]
            : ["lang", "format", "length_bucket", "style", "code_type", "quality_bucket", "lang", "format", "length_bucket"];
        var count = random.Next(10) is var n && n < 4 ? 1 : n < 7 ? 2 : n < 9 ? 3 : 4;
        var chosen = random.Sample(usual, count + 1).Distinct().Take(count).ToArray();
        var settings = Categories.Where(chosen.Contains).Select(c => KeyValuePair.Create(c, Value(c, labelled, random))).ToArray();
        // Said in any order, set in the taxonomy's.
        var said = random.Sample(settings, settings.Length);
        string[] words = [.. said.Select(s => labelled ? $"{phrases.Word("control.label", s.Key)}: {Name(phrases, s.Key, s.Value)}"
            : Adverb(phrases, s.Key, s.Value))];
        return new ControlWishes(settings, Join(phrases, words, labelled || random.Chance(0.4)), labelled);
    }

    private static string Value(string category, bool labelled, StableRandom random) => category switch
    {
        "lang" => random.Pick([.. OwnNames.Keys]),
        "format" => random.Pick(labelled ? SpelledFormats : Formats),
        "length_bucket" => random.Pick<string>(["concise", "concise", "medium", "long"]),
        "style" => random.Pick<string>(["Formal", "Informal"]),
        "code_type" => random.Pick(MarkerTaxonomy.Default["code_type"].Values),
        "domain" => random.Pick(Domains),
        "task" => random.Pick(Tasks),
        _ => "1",
    };

    private static string Name(Phrases phrases, string category, string value) => category switch
    {
        "lang" => OwnNames[value],
        "format" => value == "Latex" ? "LaTeX" : value,
        "code_type" => CodeNames.Of(value),
        _ => phrases.Word("control." + category, value),
    };

    private static string Adverb(Phrases phrases, string category, string value) => category switch
    {
        "lang" or "format" or "style" => phrases.Word("control." + category, value),
        "length_bucket" => phrases.Word("control.length", value),
        "code_type" => phrases.Word("controlCode", "in").Replace("{x}", CodeNames.Of(value), StringComparison.Ordinal),
        _ => phrases.Word("control.word", "best"),
    };

    private static string Join(Phrases phrases, string[] words, bool commas)
    {
        var (comma, and) = phrases.Language switch
        {
            "Japanese" or "Chinese" => ("、", "、"),
            "Korean" => (", ", ", "),
            "Arabic" => ("، ", " و"),
            "Persian" => ("، ", " و "),
            _ => (", ", $" {phrases.Word("control.word", "and")} "),
        };
        return words.Length == 1 || commas
            ? string.Join(comma, words)
            : string.Join(comma, words[..^1]) + and + words[^1];
    }
}
