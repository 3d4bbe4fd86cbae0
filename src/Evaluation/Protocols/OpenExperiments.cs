using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// Experiments on open English prompts that say nothing of form, language or length: what is answered unasked, and how often a wish
/// is kept that is set as markers or said in words. The same prompts throughout.
/// </summary>
/// <param name="inputs">What is asked.</param>
/// <param name="taxonomy">The markers that are wished for.</param>
/// <param name="count">Prompts of a cell.</param>
/// <param name="seed">Chooses the prompts.</param>
internal sealed class OpenExperiments(EvalInputs inputs, MarkerTaxonomy taxonomy, int count, int seed)
{
    /// <summary>The experiment whose answers are references, and whose lengths are compared.</summary>
    public static readonly Experiment Unasked = new(
        "Unasked",
        "Share of answers to open English prompts, with nothing wished, that are in English (line by line) and that are plain text.",
        "is",
        [Experiment.Unasked]);

    // Unasked answers are references, so they are cut by nothing that a base would write.
    private const int UnaskedTokens = 512;
    private const int UnaskedTimes = 4;
    private const string Plain = "plain text", InEnglish = "in English";

    private static readonly Dictionary<string, Experiment> Levers = new[]
    {
        Lever("Format", "the wished format, by parsing", Wishes.Format, "format"),
        Lever("Length in tokens", "the wished number of tokens, within 20%", Wishes.Tokens, "tokens"),
        Lever("Sentences", "exactly the wished number of sentences", Wishes.Sentences, "sentences"),
        Lever("Language", "the wished language in every line (the paper's line-level rule); the prompts are in English", Wishes.Lang, "language"),
        Lever("Length bucket", "the wished bucket", Wishes.Bucket, "bucket"),
        Lever("Style", "the wished tone, by a classifier that did not choose the training rows", Wishes.Style, "style"),
        Lever("Programming language", "code in the wished language, by the code without its fence's tag", Wishes.CodeType, "language"),
        Lever("Several levers", "all that is wished at once: format, language and number of tokens within 20%", null, "levers"),
    }.ToDictionary(experiment => experiment.Name);

    private static readonly Experiment Choice = new(
        "Multiple choice",
        "Share of answers to questions with four options that are nothing but an option, and the right one; form: an option, right or not.",
        "format",
        [Experiment.InWords, Experiment.ByMarkers])
    {
        Category = Wishes.Format,
    };

    private readonly IReadOnlyList<OpenPrompt> _prompts =
        EvalInputs.Sample(inputs.Prompts, count, seed, prompt => prompt.Text, prompt => prompt.Stratum);

    /// <summary>The names of the experiments, the one with nothing wished first.</summary>
    public static IReadOnlyList<string> Names { get; } = [Unasked.Name, .. Levers.Keys, Choice.Name];

    /// <summary>What is answered with nothing wished, over four times as many prompts as a cell has.</summary>
    public IEnumerable<Trial> NothingWished() =>
        EvalInputs.Sample(inputs.Prompts, UnaskedTimes * count, seed, prompt => prompt.Text, prompt => prompt.Stratum).SelectMany(prompt => new[]
        {
            Nothing(prompt, InEnglish, answer => LanguageRule.Passes(answer.Text, LanguageRule.English)),
            Nothing(prompt, Plain, answer => FormatDetector.Detect(answer.Text) is null),
        });

    /// <summary>The formats but the multiple-choice answer.</summary>
    public IEnumerable<Trial> Format() => Plan("Format", Wishes.Formats(taxonomy), _prompts, isEnglish: true);

    /// <summary>The formats' last: a multiple-choice answer, to questions whose answers are known.</summary>
    public IEnumerable<Trial> MultipleChoice() => Wishes.Choice(taxonomy) is { } wish && inputs.Questions.Count >= 4
        ? inputs.Questions.SelectMany((question, i) => Options(question, i, wish)).ToList()
        : [];

    /// <summary>Numbers of tokens.</summary>
    public IEnumerable<Trial> LengthInTokens() => Plan("Length in tokens", Wishes.LengthsInTokens(taxonomy), _prompts, isEnglish: true);

    /// <summary>Numbers of sentences.</summary>
    public IEnumerable<Trial> Sentences() => Plan("Sentences", Wishes.Counts(taxonomy), First(0.6), isEnglish: true);

    /// <summary>Languages.</summary>
    public IEnumerable<Trial> Language() => Plan("Language", Wishes.Languages(taxonomy), First(0.8), isEnglish: false);

    /// <summary>Length buckets: few prompts, since long answers take long.</summary>
    public IEnumerable<Trial> LengthBucket() => Plan("Length bucket", Wishes.Buckets(taxonomy), First(0.4), isEnglish: true);

    /// <summary>Tones.</summary>
    public IEnumerable<Trial> Style() => Plan("Style", Wishes.Styles(taxonomy), _prompts, isEnglish: true);

    /// <summary>Programming languages, on tasks that name none.</summary>
    public IEnumerable<Trial> ProgrammingLanguage() => Plan(
        "Programming language",
        Wishes.CodeTypes(taxonomy),
        EvalInputs.Sample(EvalInputs.CodeTasks, Share(0.2), seed, prompt => prompt.Text),
        isEnglish: false);

    /// <summary>Two and three levers at once.</summary>
    public IEnumerable<Trial> SeveralLevers()
    {
        var formats = Wishes.Formats(taxonomy).Where(wish => wish.Value is "Enumeration" or "Tabular" or "JSON" or "Markdown").ToList();
        var languages = Wishes.Languages(taxonomy).Where(wish => wish.Value is "German" or "French" or "Spanish").ToList();
        if (formats.Count == 0 || languages.Count == 0 || Wishes.LengthsInTokens(taxonomy).Count == 0)
        {
            return [];
        }

        return First(0.6).SelectMany((prompt, i) =>
        {
            var (format, language, length) = (formats[i % formats.Count], languages[i % languages.Count], Wishes.About(i % 2 == 0 ? 40 : 80));
            return new[]
            {
                Plan("Several levers", [Wish.All("format and length", format, length)], [prompt], isEnglish: true),
                Plan("Several levers", [Wish.All("language and length", language, length)], [prompt], isEnglish: false),
                Plan("Several levers", [Wish.All("format and language", format, language)], [prompt], isEnglish: false),
                Plan("Several levers", [Wish.All("all three", format, language, length)], [prompt], isEnglish: false),
            }.SelectMany(trials => trials).Select(trial => trial with { Wish = $"{trial.Cell} {format.Value} {language.Value} {i % 2}" });
        });
    }

    /// <summary>The question to a prompt with nothing wished: the first model's answer is the reference.</summary>
    public static EvalRequest Ask(OpenPrompt prompt) => EvalRequest.Of(prompt.Text, UnaskedTokens);

    private static Experiment Lever(string name, string rule, string? category, string cell) => new(
        name,
        $"Share of answers that keep {rule}, and say something of their own.",
        cell,
        [Experiment.InWords, Experiment.ByMarkers, Experiment.Unasked])
    {
        Category = category,
    };

    private static IEnumerable<Trial> Plan(string name, IReadOnlyList<Wish> wishes, IReadOnlyList<OpenPrompt> prompts, bool isEnglish)
    {
        var experiment = Levers[name];
        foreach (var wish in wishes)
        {
            foreach (var prompt in prompts)
            {
                var open = EvalRequest.Of(prompt.Text, wish.MaxTokens);
                Trial Make(string arm, EvalRequest request) =>
                    new(experiment, wish.Value, arm, prompt.Id, request, wish.Value, answer => wish.Meets(answer.Text))
                    {
                        Open = prompt.Text,
                        Reference = isEnglish ? Ask(prompt) : null,
                    };
                yield return Make(Experiment.InWords, EvalRequest.Of($"{prompt.Text}\n{wish.Words}", wish.MaxTokens));
                yield return Make(Experiment.ByMarkers, open with { Markers = new(wish.Markers.ToDictionary()) });
                yield return Make(Experiment.Unasked, Ask(prompt));
            }
        }
    }

    private static Trial Nothing(OpenPrompt prompt, string cell, Func<EvalAnswer, bool> meets) =>
        new(Unasked, cell, Experiment.Unasked, prompt.Id, Ask(prompt), Experiment.Unasked, meets) { Open = prompt.Text, Reference = Ask(prompt) };

    /// <summary>A question with its answer among those of three others, in an order that the question decides.</summary>
    private IEnumerable<Trial> Options(KnowledgeQuestion question, int place, Wish wish)
    {
        var others = inputs.Questions.Where(other => !other.IsRight(question.Answers[0]) && !question.IsRight(other.Answers[0]))
            .Select(other => other.Answers[0]).Distinct(StringComparer.OrdinalIgnoreCase);
        string[] wrong = [.. EvalInputs.Sample(others, 3, seed + place, answer => answer)];
        var right = place % 4;
        string[] options = [.. wrong[..right], question.Answers[0], .. wrong[right..]];
        var letter = (char)('A' + right);
        var text = $"{question.Question}\n{string.Join('\n', options.Select((option, i) => $"{(char)('A' + i)}) {option}"))}";
        Trial Make(string arm, EvalRequest request) => new(
            Choice, wish.Value, arm, $"{place + 1}", request, $"{letter}",
            answer => wish.Meets(answer.Text) && answer.Text.TrimStart(' ', '\n', '(')[0] == letter)
        {
            Form = answer => wish.Meets(answer.Text),
        };
        yield return Make(Experiment.InWords, EvalRequest.Of($"{text}\n{wish.Words}", wish.MaxTokens));
        yield return Make(
            Experiment.ByMarkers, EvalRequest.Of(text, wish.MaxTokens) with { Markers = new(wish.Markers.ToDictionary()) });
    }

    private List<OpenPrompt> First(double share) => [.. _prompts.Take(Share(share))];

    private int Share(double share) => Math.Max(1, (int)Math.Ceiling(share * count));
}
