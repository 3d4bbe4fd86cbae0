using System.Text.Json;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.People;

/// <summary>
/// Questions of quizzes with their options, written by people: asked openly and answered in a short sentence, and as a choice of options.
/// </summary>
internal sealed class TriviaSource() : PublicFileSource(
    "trivia",
    "general knowledge in questions by people",
    "open-trivia-qa.jsonl.gz",
    "uberspot/OpenTriviaQA",
    "dd31530",
    "CC-BY-SA-4.0",
    new Dictionary<string, int> { ["trivia-open"] = 12_000, ["trivia-bare"] = 2_000, ["trivia-choice"] = 12_000, ["trivia-letter"] = 1_500 })
{
    /// <inheritdoc/>
    protected override IEnumerable<RowDraft> Read(IEnumerable<(int Number, JsonElement Record)> records, SourceContext context)
    {
        var questions = records.Select(r => Question(r.Number, r.Record)).OfType<TriviaQuestion>().ToList();
        var words = new NounCase(questions.Select(q => q.Text));
        return questions.SelectMany(q => new TriviaRows(q, words, context.Seed, Origin(q.Number)).All());
    }

    private TriviaQuestion? Question(int number, JsonElement record)
    {
        var question = new TriviaQuestion(
            number, Text(record, "category"), TriviaQuestion.Clean(Text(record, "question")), TriviaQuestion.Clean(Text(record, "answer")),
            record.TryGetProperty("options", out var options) && options.ValueKind == JsonValueKind.Array
                ? [.. options.EnumerateArray().Where(o => o.ValueKind == JsonValueKind.String).Select(o => TriviaQuestion.Clean(o.GetString()!))]
                : []);
        return question.IsSound ? question : null;
    }
}

/// <summary>A question with its answer and its options, the answer among them.</summary>
/// <param name="Number">The record's number in the file.</param>
/// <param name="Category">The list that it stood in.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">The right option.</param>
/// <param name="Options">All options.</param>
internal sealed partial record TriviaQuestion(int Number, string Category, string Text, string Answer, IReadOnlyList<string> Options)
{
    /// <summary>Lists about shows and stars, which hardly anybody asks an assistant for, and most of which nobody can know in years to come.</summary>
    private static readonly string[] Celebrities = ["celebrities", "television", "rated", "newest", "video-games", "movies", "sports", "music"];

    /// <summary>Whether the answer is one of two to five different options, and nothing is garbled.</summary>
    public bool IsSound => !Celebrities.Contains(Category) && Options.Count is >= 2 and <= 5 && Options.Contains(Answer) && Options.Distinct(StringComparer.OrdinalIgnoreCase).Count() == Options.Count
        && Text.Length is >= 15 and <= 220 && Options.All(o => o.Length is >= 1 and <= 70) && !Garbled().IsMatch(Text + "\n" + string.Join('\n', Options))
        && !All().IsMatch(string.Join('\n', Options));

    /// <summary>Whether the question can be answered without its options, as a fact and not as a person's view.</summary>
    public bool IsOpen => Text[^1] == '?' && Asks().IsMatch(Text) && !NeedsOptions().IsMatch(Text) && Answer is not ("True" or "False" or "Yes" or "No")
        && Answer.Length <= 50 && !Text.Contains(Answer, StringComparison.OrdinalIgnoreCase);

    /// <summary>The taxonomy's domain where the list tells it, else null.</summary>
    public string? Domain => Category switch
    {
        "animals" => "Sciences",
        "geography" or "history" or "world" => "SocialSciences",
        "literature" or "music" or "movies" or "television" or "celebrities" or "religion-faith" or "entertainment" => "Culture",
        _ => null,
    };

    /// <summary>One line without the slips of the file.</summary>
    public static string Clean(string text) => Blanks().Replace(text, " ").Replace("''", "\"", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\uFFFD|\?\?|[^\S \n]|__|&[a-z]+;|<[a-z]|https?:", RegexOptions.CultureInvariant)]
    private static partial Regex Garbled();

    [GeneratedRegex(@"\b(all|none|both|neither|either|any|some) (of|are)\b|^(all|none|both|other|n/a)$", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex All();

    [GeneratedRegex(@"^(who|what|which|where|when|how many|how (long|old|far|tall|large|big|often|much)|in (what|which)|on (what|which)|from (what|which)|at (what|which)|of (what|which))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Asks();

    [GeneratedRegex(
        @"\b(these|this|following|below|above|not|never|except|but one|least likely|odd one|one of|isn't|wasn't|doesn't|didn't|don't|aren't|cannot|can't|complete|fill|"
        + @"choose|option|i|my|me|we|our|you|your|he|she|his|her|they|their|quote|line|lyrics?|picture|image|song that|episode|season|current|currently|recent|recently|latest|today|now|so far|as of)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NeedsOptions();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}

/// <summary>Which words are names: those that stand with a capital letter wherever they stand within sentences.</summary>
/// <param name="texts">Texts that show it.</param>
internal sealed partial class NounCase(IEnumerable<string> texts)
{
    private readonly HashSet<string> _common = [.. texts.SelectMany(t => Word().Matches(t).Skip(1)).Select(m => m.Value).Where(w => char.IsLower(w[0])).Distinct()];

    /// <summary>The answer as it stands within a sentence: a common first word begins with a small letter, if no other word has a capital.</summary>
    public string Within(string answer)
    {
        var words = answer.Split(' ');
        var isName = words.Skip(1).Any(w => char.IsUpper(w[0])) || !words.All(w => w.Length > 0);
        return words[0] is "A" or "An" or "The" || (!isName && words[0].Length > 1 && char.IsUpper(answer[0]) && !words[0].Skip(1).Any(char.IsUpper)
            && _common.Contains(words[0].ToLowerInvariant()))
            ? char.ToLowerInvariant(answer[0]) + answer[1..]
            : answer;
    }

    [GeneratedRegex(@"[\p{L}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

/// <summary>The answer to a question as a sentence, where the question's form allows it.</summary>
internal static partial class TriviaSentence
{
    /// <summary>The sentence; the answer alone with a full stop where no form fits.</summary>
    /// <param name="question">The question.</param>
    /// <param name="answer">Its answer as it begins a sentence.</param>
    /// <param name="within">Its answer as it stands within one.</param>
    public static string Of(string question, string answer, string within)
    {
        var asked = question.TrimEnd('?', ' ');
        var head = char.ToUpperInvariant(answer[0]) + answer[1..];
        if (NameOf().Match(asked) is { Success: true } name)
        {
            return End($"The name of {name.Groups[1].Value} {name.Groups[2].Value}", within, asked, answer);
        }

        if (IsThe().Match(asked) is { Success: true } thing)
        {
            var subject = thing.Groups[2].Value;
            return $"{char.ToUpperInvariant(subject[0])}{subject[1..]} {thing.Groups[1].Value.ToLowerInvariant()} {within.TrimEnd('.')}.";
        }

        if (Capital().Match(asked) is { Success: true } capital)
        {
            return $"{head} is the capital of {capital.Groups[1].Value}.";
        }

        if (Subject().Match(asked) is { Success: true } verb)
        {
            return $"{head.TrimEnd('.')} {verb.Groups[1].Value}.";
        }

        if (HowMany().Match(asked) is { Success: true } many && answer.Length <= 15)
        {
            return $"There {many.Groups[2].Value.ToLowerInvariant()} {within.TrimEnd('.')} {many.Groups[1].Value} {many.Groups[3].Value}.";
        }

        return head.TrimEnd('.') + ".";
    }

    private static string End(string start, string within, string asked, string answer) =>
        asked.EndsWith(" of", StringComparison.Ordinal) ? answer + "." : $"{start} {within.TrimEnd('.')}.";

    // "What is the capital of X": what it is about, and is or was before it.
    [GeneratedRegex(@"^(?:What|Who|Which) (is|was|are|were) ((?:the|an?) [^,]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsThe();

    [GeneratedRegex(@"^What is the name of ([^,]+?),? (is|was)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameOf();

    [GeneratedRegex(@"^(?:What|Which)(?: city)? is the capital(?: city)? of ([^,]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Capital();

    // The subject is asked for, so the rest is the sentence: "Who wrote it", "Which planet is the largest", "What causes tides".
    [GeneratedRegex(
        @"^(?:Who|What|(?:Which|What)(?: \p{Ll}+){1,2}?) ((?:(?:is|was|are|were)(?= (?:the|an?|known|named|located|born|called|found|made|responsible|famous|considered|nicknamed) )|wrote|won|invented|discovered|painted|composed|directed|played|founded|became|causes|caused|produces|"
        + @"lives|lived|led|ruled|created|designed|built|made|starred|sang|killed|means|contains|began|ended|hosted|signed|borders|belongs|makes|gives|gave|took|uses|said|born|died|"
        + @"succeeded|defeated|introduced|developed|published|recorded|performed|portrayed|voiced|holds|held|served|assassinated|conquered|married|commanded|flows|covers|lies|eats) [^,]+)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Subject();

    [GeneratedRegex(@"^How many ([^,]+?) (are|were) (?:there )?(in [^,]+|on [^,]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HowMany();
}

/// <summary>The rows about one question.</summary>
/// <param name="question">The question.</param>
/// <param name="words">Which words are names.</param>
/// <param name="seed">The build's seed.</param>
/// <param name="origin">Where the question came from.</param>
internal sealed class TriviaRows(TriviaQuestion question, NounCase words, string seed, Provenance origin)
{
    private static readonly string[] Wordings =
    [
        "{q}\n\n{o}", "{q}\n\n{o}\n\nWhich option is right?", "Choose the right answer.\n\n{q}\n{o}", "{q}\n{o}\n\nAnswer:", "Question: {q}\n\n{o}\n\nPick one.",
        "Pick the correct option: {q}\n\n{o}", "Quiz time! {q}\n\n{o}", "{o}\n\nWhich of these answers the question: {q}", "Here is a multiple-choice question.\n\n{q}\n\n{o}",
        "{q}\n\nPossible answers:\n{o}", "I have this question in a test: {q}\nThe options are:\n{o}\nWhich one is it?", "Please select the best answer.\n{q}\n{o}",
        "Answer with one of the options.\n\n{q}\n\n{o}", "{q} Tell me which of these it is.\n\n{o}",
    ];

    private static readonly string[] Lettered =
        ["{q}\n\n{o}\n\nAnswer with the letter only.", "Just the letter, please.\n\n{q}\n{o}", "{q}\n{o}\nGive only the letter of the right answer.", "Letter only: {q}\n\n{o}"];

    private static readonly string[] Openings =
        ["{q}", "{q}", "{q}", "{q}", "{q}", "Question: {q}", "Do you know this: {q}", "Can you tell me? {q}", "{q} I would like to know.", "Quick question: {q}", "A quiz question: {q}", "Tell me: {q}"];

    private readonly StableRandom _random = new(seed, "trivia", question.Text);

    /// <summary>The rows: open with a sentence or with the bare answer, and as a choice.</summary>
    public IEnumerable<RowDraft> All()
    {
        if (question.IsOpen)
        {
            var prompt = PromptText.MaybeHasty(_random, _random.Pick(Openings).Replace("{q}", question.Text, StringComparison.Ordinal));
            yield return Draft("trivia-open", null, prompt, TriviaSentence.Of(question.Text, question.Answer, words.Within(question.Answer)));
            // The bare answer is what a short length asks for.
            yield return Draft("trivia-bare", null, question.Text, question.Answer.TrimEnd('.')) with { Required = ["length_tokens"] };
        }

        yield return Choice("trivia-choice", Wordings, letterOnly: false);
        yield return Choice("trivia-letter", Lettered, letterOnly: true);
    }

    private RowDraft Choice(string kind, string[] wordings, bool letterOnly)
    {
        var options = _random.Sample(question.Options, question.Options.Count);
        var right = Array.IndexOf(options, question.Answer);
        var prompt = _random.Pick(wordings).Replace("{q}", question.Text, StringComparison.Ordinal)
            .Replace("{o}", AnswerFormat.Options(options), StringComparison.Ordinal);
        return Draft(kind, "MCQAnswer", prompt, AnswerFormat.Choice(right, letterOnly ? "" : question.Answer));
    }

    private RowDraft Draft(string kind, string? format, string prompt, string answer) =>
        new(kind, "trivia/" + StableHash.Id(question.Text), "English", "QuestionAnswering", question.Domain, format, "Human", prompt, answer, origin)
        {
            Fact = question.Text,
        };
}
