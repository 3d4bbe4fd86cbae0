using TreasureMarkers.Data.Variants;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>One wish about an answer, which can be set as markers or said in words.</summary>
/// <param name="Value">Names it: a value, or several.</param>
/// <param name="Markers">The markers that say it.</param>
/// <param name="Words">The sentence that says it behind the prompt.</param>
/// <param name="MaxTokens">The most tokens of an answer: more than one that keeps the wish needs.</param>
/// <param name="Meets">Whether a text keeps it.</param>
internal sealed record Wish(
    string Value, IReadOnlyDictionary<string, string> Markers, string Words, int MaxTokens, Func<string, bool> Meets)
{
    /// <summary>Several wishes as one.</summary>
    /// <param name="value">Names them together.</param>
    /// <param name="wishes">At least one; of different categories.</param>
    public static Wish All(string value, params Wish[] wishes) => new(
        value,
        wishes.SelectMany(wish => wish.Markers).ToDictionary(),
        string.Join(' ', wishes.Select(wish => wish.Words)),
        // A list or a table in another language needs more tokens than its words.
        wishes.Max(wish => wish.MaxTokens),
        text => wishes.All(wish => wish.Meets(text)));
}

/// <summary>The wishes of each category: its values, or numbers of it.</summary>
internal static class Wishes
{
    /// <summary>The categories of markers that are wished for.</summary>
    public const string Format = "format", Lang = "lang", Tokens = "length_tokens", Sentences = "length_sentences",
        Bucket = "length_bucket", Style = "style", CodeType = "code_type", MultipleChoice = "MCQAnswer";

    private const string Formal = "Formal", Informal = "Informal";
    private const double FormalFrom = 0.5;
    private const double Near = 0.2;
    private const int FormatTokens = 400, ChoiceTokens = 48, LanguageTokens = 200, CodeTokens = 256, StyleTokens = 256;

    private static readonly int[] Lengths = [10, 20, 40, 80, 160, 320];

    private static readonly Dictionary<string, string> FormatWords = new(StringComparer.Ordinal)
    {
        ["Enumeration"] = "Write the whole answer as a list with bullet points.",
        ["Tabular"] = "Write the whole answer as a Markdown table.",
        ["JSON"] = "Write the whole answer as JSON, nothing else.",
        ["XML"] = "Write the whole answer as XML, nothing else.",
        ["Markdown"] = "Write the answer in Markdown, with headings.",
        ["Latex"] = "Write the answer in LaTeX.",
        ["ChainOfThought"] = "Think it through in numbered steps (Step 1, Step 2 and so on) and then conclude.",
        [MultipleChoice] = "Answer with the letter of the right option alone.",
    };

    private static readonly Dictionary<string, (string Words, int MaxTokens)> BucketWords = new(StringComparer.Ordinal)
    {
        ["concise"] = ("Be concise: less than 300 tokens.", 512),
        ["medium"] = ("Write an answer of medium length: 300 to 1000 tokens.", 1_600),
        ["long"] = ("Write a very long answer of more than 1000 tokens.", 1_700),
    };

    private static readonly Dictionary<string, string> CodeNames = new(StringComparer.Ordinal)
    {
        ["cpp"] = "C++",
        ["csharp"] = "C#",
        ["php"] = "PHP",
        ["shell"] = "a shell script",
        ["sql"] = "SQL",
        ["cobol"] = "COBOL",
        ["javascript"] = "JavaScript",
        ["typescript"] = "TypeScript",
        ["python"] = "Python",
        ["java"] = "Java",
        ["go"] = "Go",
        ["rust"] = "Rust",
        ["swift"] = "Swift",
        ["c"] = "C",
        ["kotlin"] = "Kotlin",
        ["ruby"] = "Ruby",
        ["haskell"] = "Haskell",
    };

    /// <summary>The formats of a taxonomy but the multiple-choice answer, which needs options.</summary>
    public static IReadOnlyList<Wish> Formats(MarkerTaxonomy taxonomy) =>
    [
        .. Values(taxonomy, Format).Where(value => value != MultipleChoice && FormatWords.ContainsKey(value))
            .Select(value => One(Format, value, FormatWords[value], FormatTokens, text => FormatDetector.Detect(text) == value)),
    ];

    /// <summary>The multiple-choice answer; null where the taxonomy has none.</summary>
    public static Wish? Choice(MarkerTaxonomy taxonomy) => Values(taxonomy, Format).Contains(MultipleChoice)
        ? One(Format, MultipleChoice, FormatWords[MultipleChoice], ChoiceTokens, text => FormatDetector.Detect(text) == MultipleChoice)
        : null;

    /// <summary>The languages of a taxonomy; every line of the answer must be in it.</summary>
    public static IReadOnlyList<Wish> Languages(MarkerTaxonomy taxonomy) =>
        [.. Values(taxonomy, Lang).Select(value => One(
            Lang, value, $"Write the answer in {value}.", LanguageTokens, text => LanguageRule.Passes(text, value)))];

    /// <summary>Lengths from 10 to 320 tokens, met within 20%.</summary>
    public static IReadOnlyList<Wish> LengthsInTokens(MarkerTaxonomy taxonomy) => Has(taxonomy, Tokens) ? [.. Lengths.Select(About)] : [];

    /// <summary>A length in tokens, met within 20%.</summary>
    public static Wish About(int tokens) => One(
        Tokens, $"{tokens}", $"Write about {tokens} words.", (3 * tokens) + 32,
        text => Math.Abs(LengthMeasure.Tokens(text) - tokens) <= Near * tokens);

    /// <summary>One to eight sentences, exactly.</summary>
    public static IReadOnlyList<Wish> Counts(MarkerTaxonomy taxonomy) => Has(taxonomy, Sentences)
        ? [.. Enumerable.Range(1, 8).Select(count => One(
            Sentences, $"{count}", count == 1 ? "Write exactly one sentence." : $"Write exactly {count} sentences.", 64 * (count + 1),
            text => LengthMeasure.Sentences(text) == count))]
        : [];

    /// <summary>The length buckets of a taxonomy.</summary>
    public static IReadOnlyList<Wish> Buckets(MarkerTaxonomy taxonomy) =>
        [.. Values(taxonomy, Bucket).Where(BucketWords.ContainsKey).Select(value => One(
            Bucket, value, BucketWords[value].Words, BucketWords[value].MaxTokens,
            text => LengthMeasure.Bucket(LengthMeasure.Tokens(text)) == value))];

    /// <summary>Formal and informal, judged by a classifier that did not choose the training rows.</summary>
    public static IReadOnlyList<Wish> Styles(MarkerTaxonomy taxonomy) =>
        [.. Values(taxonomy, Style).Intersect([Formal, Informal]).Select(value => One(
            Style, value, value == Formal ? "Use a formal tone." : "Use a casual, informal tone.", StyleTokens,
            text => (StyleClassifier.Default.Formality(text) >= FormalFrom) == (value == Formal)))];

    /// <summary>The programming languages of a taxonomy, judged by the code alone.</summary>
    public static IReadOnlyList<Wish> CodeTypes(MarkerTaxonomy taxonomy) =>
        [.. Values(taxonomy, CodeType).Where(CodeNames.ContainsKey).Select(value => One(
            CodeType, value, value == "shell" ? "Write a shell script." : $"Write it in {CodeNames[value]}.", CodeTokens,
            text => CodeLanguage.Detect(text) == value))];

    private static Wish One(string category, string value, string words, int maxTokens, Func<string, bool> meets) =>
        new(value, new Dictionary<string, string> { [category] = value }, words, maxTokens, meets);

    private static bool Has(MarkerTaxonomy taxonomy, string category) => taxonomy.TryGetCategory(category, out _);

    private static IReadOnlyList<string> Values(MarkerTaxonomy taxonomy, string category) =>
        taxonomy.TryGetCategory(category, out var found) ? found.Values : [];
}
