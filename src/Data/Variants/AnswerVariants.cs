using System.Text.RegularExpressions;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Variants;

/// <summary>What variants are made of.</summary>
/// <param name="Prompt">The user's words; they ask for no form or length, or only for those that the answer has.</param>
/// <param name="Answer">The answer, written to its end.</param>
/// <param name="Group">As <see cref="DataRow.Group"/>.</param>
/// <param name="Provenance">As <see cref="DataRow.Provenance"/>.</param>
internal sealed record AnsweredPrompt(string Prompt, string Answer, string Group, Provenance Provenance)
{
    /// <summary>The answer's language, as the taxonomy names it. Words for forms are English; other languages get no form.</summary>
    public string Language { get; init; } = "English";

    /// <summary>The markers that the texts do not decide, such as task, domain and source.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The turns before the prompt.</summary>
    public IReadOnlyList<PromptMessage> Earlier { get; init; } = [];
}

/// <summary>How many rows of which kind one answer gives.</summary>
internal sealed record VariantOptions
{
    /// <summary>Rows of one answer, the plain one included; an answer that is too short or of a kind of its own gives fewer.</summary>
    public int Rows { get; init; } = 6;

    /// <summary>Weight of rows about length among those that are not plain.</summary>
    public double Length { get; init; } = 0.55;

    /// <summary>Weight of rows about format.</summary>
    public double Form { get; init; } = 0.31;

    /// <summary>Weight of rows about format and length, or format and language, together.</summary>
    public double Both { get; init; } = 0.14;

    /// <summary>Weight of rows in a formal or informal style.</summary>
    public double Style { get; init; } = 0.14;

    /// <summary>Share of the rows that are not plain whose wish stands in the prompt's words.</summary>
    public double InWords { get; init; } = 0.3;

    /// <summary>Decides everything that is drawn.</summary>
    public string Seed { get; init; } = "variants";
}

/// <summary>
/// Rows on one prompt that differ by form and length alone: the content is the answer's, the form is made by code, so that a marker makes
/// the whole difference and is true. What defines a variant stands in the prompt's list (<see cref="DataRow.Required"/>) or in the
/// prompt's words, never in neither. Deterministic: a row depends on the prompt, the answer and the seed alone.
/// </summary>
/// <param name="options">How many of which kind.</param>
internal sealed partial class AnswerVariants(VariantOptions options)
{
    private const int LongestForm = 220;
    private const int LongestText = 350;
    private const int ShortestLong = 220;
    private const int LongestShort = 45;
    private const int Tries = 6;
    private static readonly RowMeasurement Measurement = new(new Dictionary<string, QualityThresholds>());

    /// <summary>The formats, each as often as it is wanted.</summary>
    private static readonly string[] Formats =
    [
        "JSON", "JSON", "JSON", "XML", "XML", "XML", "Tabular", "Tabular", "Tabular", "Enumeration", "Enumeration", "Enumeration",
        "Markdown", "Markdown", "Latex", "Latex", "ChainOfThought", "ChainOfThought", "MCQAnswer",
    ];

    /// <summary>The rows of one answer, the plain one first; none twice.</summary>
    public IEnumerable<DataRow> Of(AnsweredPrompt given)
    {
        var made = new Maker(given, options, new StableRandom(options.Seed, given.Prompt, given.Answer));
        return made.Rows();
    }

    /// <summary>The row of a long answer, as <see cref="JoinedAnswers"/> makes them; none where the prompt asks for another form.</summary>
    public IEnumerable<DataRow> OfLong(AnsweredPrompt given) =>
        new Maker(given, options, new StableRandom(options.Seed, "long", given.Prompt, given.Answer)).LongRows();

    /// <summary>Whether a prompt says itself how its answer is to look, so that a variant would contradict it.</summary>
    private static bool AsksForForm(string prompt) => FormWords().IsMatch(prompt);

    /// <summary>Whether an answer speaks of the assistant instead of the matter: no content to be set in forms.</summary>
    public static bool Refuses(string answer) => Refusal().IsMatch(answer);

    private sealed class Maker(AnsweredPrompt given, VariantOptions options, StableRandom random)
    {
        private readonly List<DataRow> _rows = [];
        private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
        private ParsedAnswer? _parsed;
        private List<LengthCut> _cuts = [];
        private bool _isFree;

        public List<DataRow> Rows()
        {
            var allowsForms = !AsksForForm(given.Prompt) && !Refuses(given.Answer) && LengthLimits.Find(given.Prompt) is null;
            // A list in the prompt's words may be a table in the marker's, but no prose.
            _isFree = allowsForms && !ListWords().IsMatch(given.Prompt);
            _parsed = ParsedAnswer.Of(given.Answer);
            _cuts = _parsed is null || !_isFree ? [] : LengthCuts.Of(given.Prompt, _parsed, random);
            Plain();
            var hasForms = allowsForms && given.Language == "English" && _parsed is not null;
            for (var tries = 0; _rows.Count < options.Rows && tries < options.Rows * 3 && (_cuts.Count > 0 || hasForms); tries++)
            {
                var drawn = random.Next(1000) / 1000.0 * (options.Length + options.Form + options.Both + options.Style);
                if (!hasForms || (_cuts.Count > 0 && drawn < options.Length))
                {
                    Length();
                }
                else if (drawn >= options.Length + options.Form + options.Both)
                {
                    Style();
                }
                else
                {
                    Form(isWithMore: drawn >= options.Length + options.Form);
                }
            }

            return _rows;
        }

        public List<DataRow> LongRows()
        {
            if (!AsksForForm(given.Prompt) && LengthLimits.Find(given.Prompt) is null)
            {
                var isInWords = given.Language == "English" && random.Chance(options.InWords);
                Add(isInWords ? VariantWishes.AtLength(given.Prompt, random) : given.Prompt, given.Answer, isInWords ? [] : random.Next(10) switch
                {
                    < 5 => ["length_bucket"],
                    < 7 => ["length_tokens"],
                    < 9 => ["length_tokens", "length_bucket"],
                    _ => ["length_sentences", "length_bucket"],
                });
            }

            return _rows;
        }

        /// <summary>The answer without a wish: in plain text, unless its prompt asks for another form.</summary>
        private void Plain()
        {
            var text = _parsed is null || !_isFree || (_parsed.Items.Count == 0 && FormatDetector.Detect(given.Answer) is null)
                ? given.Answer.Trim() : LengthCuts.Whole(_parsed, random);
            Add(given.Prompt, text, []);
        }

        private void Length()
        {
            var isInWords = given.Language == "English" && random.Chance(options.InWords * 0.8);
            var kind = random.Next(100);
            if (isInWords)
            {
                LengthInWords(kind);
            }
            else if (kind < 55)
            {
                // Uniform on a logarithmic scale from 8 to 420.
                var target = 8 * Math.Exp(random.Next(10_000) / 10_000.0 * Math.Log(420 / 8.0));
                if (Free(_ => true).MinBy(cut => Math.Abs(Math.Log(cut.Tokens / target))) is { } cut)
                {
                    Add(given.Prompt, cut.Text, random.Next(20) switch
                    {
                        < 12 => ["length_tokens"],
                        < 16 => ["length_tokens", "length_sentences"],
                        < 18 => ["length_tokens", "length_bucket"],
                        < 19 => ["length_tokens", "length_paragraphs"],
                        _ => ["length_tokens", "length_sentences", "length_paragraphs", "length_bucket"],
                    });
                }
            }
            else if (kind < 85)
            {
                if (OfSentences() is { } cut)
                {
                    Add(given.Prompt, cut.Text, random.Next(20) switch
                    {
                        < 12 => ["length_sentences"],
                        < 17 => ["length_tokens", "length_sentences"],
                        < 18 => ["length_sentences", "length_bucket"],
                        _ => ["length_sentences", "length_paragraphs"],
                    });
                }
            }
            else if (kind < 93)
            {
                if (OfParagraphs() is { } cut)
                {
                    Add(given.Prompt, cut.Text, random.Chance(0.6) ? ["length_paragraphs"] : ["length_tokens", "length_paragraphs"]);
                }
            }
            else
            {
                var free = Free(cut => cut.Tokens >= LengthMeasure.MediumFrom);
                var bucketed = free.Count > 0 && random.Chance(0.7) ? free : Free(_ => true);
                if (bucketed.Count > 0)
                {
                    Add(given.Prompt, random.Pick(bucketed).Text, ["length_bucket"]);
                }
            }
        }

        private void LengthInWords(int kind)
        {
            if (kind < 60)
            {
                if (OfSentences() is { } cut)
                {
                    Add(VariantWishes.Count(given.Prompt, cut.Sentences, "sentence", random), cut.Text, [], ("length_sentences", cut.Sentences));
                }
            }
            else if (kind < 72)
            {
                if (OfParagraphs() is { } cut)
                {
                    Add(VariantWishes.Count(given.Prompt, cut.Paragraphs, "paragraph", random), cut.Text, [], ("length_paragraphs", cut.Paragraphs));
                }
            }
            else if (kind < 86)
            {
                if (Free(cut => cut.Tokens <= LongestShort && cut.Sentences <= 2) is { Count: > 0 } few)
                {
                    Add(VariantWishes.Briefly(given.Prompt, random), random.Pick(few).Text, []);
                }
            }
            else if (Free(cut => cut.Tokens >= ShortestLong).MaxBy(cut => cut.Tokens) is { } most)
            {
                Add(VariantWishes.AtLength(given.Prompt, random), most.Text, []);
            }
        }

        private LengthCut? OfSentences()
        {
            var counts = Free(cut => cut.Sentences <= 10).GroupBy(cut => cut.Sentences).ToList();
            return counts.Count == 0 ? null : random.Pick(random.Pick(counts).ToList());
        }

        private LengthCut? OfParagraphs()
        {
            var counts = Free(cut => cut.Paragraphs <= 6 && cut.Sentences >= 2).GroupBy(cut => cut.Paragraphs).ToList();
            return counts.Count == 0 ? null : random.Pick(random.Pick(counts).ToList());
        }

        private List<LengthCut> Free(Func<LengthCut, bool> wanted) => [.. _cuts.Where(cut => wanted(cut) && !_texts.Contains(cut.Text))];

        private void Form(bool isWithMore)
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                var format = random.Pick(Formats);
                if (FormContent.Of(given.Prompt, _parsed!, random, format == "MCQAnswer" ? 1 : 8) is not { } content
                    || FormWriter.Write(format, given.Prompt, content, random) is not { } text
                    || FormatDetector.Detect(text) != format
                    || LengthMeasure.Tokens(text) > (format is "JSON" or "XML" or "Latex" ? LongestForm : format == "MCQAnswer" ? LongestShort : LongestText))
                {
                    continue;
                }

                if (!isWithMore)
                {
                    var isInWords = random.Chance(options.InWords);
                    Add(isInWords ? VariantWishes.Form(given.Prompt, format, text, random) : given.Prompt, text, isInWords ? [] : ["format"]);
                }
                else if (random.Chance(options.InWords) && content.Entries.Count is > 1 and <= 10 && format is not ("MCQAnswer" or "Markdown" or "ChainOfThought")
                    && !text.Contains("\"summary\"", StringComparison.Ordinal))
                {
                    Add(VariantWishes.Items(given.Prompt, format, content.Entries.Count, content.Many, random), text, []);
                }
                else
                {
                    Add(given.Prompt, text, random.Next(10) switch
                    {
                        < 4 => ["format", "length_tokens"],
                        < 6 => ["format", "length_sentences"],
                        < 7 => ["format", "length_tokens", "length_sentences"],
                        < 8 => ["format", "lang"],
                        < 9 => ["format", "lang", "length_tokens"],
                        _ => ["format", "length_bucket"],
                    });
                }

                return;
            }
        }

        private void Style()
        {
            var rewrites = StyleRewrite.Of(given.Answer, random).ToList();
            if (rewrites.Count > 0 && random.Pick(rewrites) is var (style, text))
            {
                var isInWords = random.Chance(options.InWords);
                Add(isInWords ? StyleRewrite.Asked(given.Prompt, style, random) : given.Prompt, text, isInWords ? [] : ["style"], style: style);
            }
        }

        private void Add(string prompt, string text, string[] required, (string Category, int Count)? unit = null, string? style = null)
        {
            if (text.Length == 0 || !_texts.Add(text))
            {
                return;
            }

            var row = new DataRow(
                StableHash.Id(prompt, text), DataSplit.Train, given.Group,
                [.. given.Earlier, new PromptMessage("user", prompt), new PromptMessage("assistant", text)],
                new Dictionary<string, string>(given.Labels) { ["lang"] = given.Language }, given.Provenance);
            var markers = new Dictionary<string, string>(row.Markers);
            if (style is not null)
            {
                markers["style"] = style;
            }

            foreach (var (name, value) in Measurement.Of(row))
            {
                if (value is not null)
                {
                    markers[name] = value;
                }
                else
                {
                    markers.Remove(name);
                }
            }

            // What the words ask for must be what was measured; a label may forbid a form.
            if (markers["lang"] != given.Language || (_rows.Count > 0 && MarkerBounds.Of(MarkerTaxonomy.Default, markers).IsContradiction) || (unit is not null && markers[unit.Value.Category] != $"{unit.Value.Count}"))
            {
                return;
            }

            _rows.Add(row with
            {
                Markers = MarkerSet.Create(MarkerTaxonomy.Default, markers).ToDictionary(m => m.Key, m => m.Value),
                Required = required.Length == 0 ? null : required,
            });
        }
    }

    [GeneratedRegex(
        @"\b(?:i'm sorry|i apologi[sz]e|as an? (?:\w+ ){0,3}(?:ai|chatbot|assistant|smollm|language model)|i(?:'m| am) (?:not able|unable|not equipped|just an? ai|an ai)|"
        + @"i (?:don't|do not) have (?:the (?:ability|capability)|access)|i can(?:'t|not) (?:assist|help|provide))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refusal();

    [GeneratedRegex(@"\b(?:bullet(?:ed|s)?|numbered|lists?|outline|checklist)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ListWords();

    [GeneratedRegex(
        @"\b(?:json|xml|table|tabular|csv|markdown|latex|yaml|html|essay|poem|haiku|song|lyrics|letter|email|e-mail|"
        + @"story|script|code|function|program|sentences?|paragraphs?|words?|briefly|brief|short|concise(?:ly)?|detailed|in detail|step[- ]by[- ]step|"
        + @"multiple[- ]choice|jokes?|riddle|tweet|slogan|headline|title|translate|rewrite|rephrase|correct)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FormWords();
}
