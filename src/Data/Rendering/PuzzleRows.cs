using System.Text.RegularExpressions;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Puzzles;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>A puzzle in one language as rows: a choice, the bare answer, the answer with its reason, and the reason step by step.</summary>
/// <param name="puzzle">The puzzle.</param>
/// <param name="language">The language of the puzzle and its answer.</param>
/// <param name="catalogue">The language's translations; not used for English.</param>
/// <param name="context">Languages, seed and split.</param>
/// <param name="provenance">Where it came from.</param>
internal sealed partial class PuzzleRows(
    Puzzle puzzle, string language, IReadOnlyDictionary<string, string> catalogue, SourceContext context, Provenance provenance)
{
    /// <summary>gbrainy's own question about two words that belong together.</summary>
    private static readonly PuzzleText PairQuestion =
        new("Given the relationship between the two words below, which word has the same relationship to '{0}'?");

    /// <summary>So few puzzles have reasons that one in so many is held out besides those that the builder holds out.</summary>
    private const int HeldOutOneIn = 8;

    private readonly StableRandom _random = new(
        [context.Seed, puzzle.Group, language, .. puzzle.Numbers.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

    private readonly Phrases _phrases = Phrases.For(language);

    /// <summary>All drafts, in a fixed order; none when the puzzle is not translated.</summary>
    public IEnumerable<RowDraft> All()
    {
        string?[] wrong = [.. puzzle.Wrong.Select(In)];
        if (Question() is not { } question || Right() is not { } right || wrong.Contains(null) || wrong.Append(right).Distinct().Count() <= wrong.Length)
        {
            yield break;
        }

        if (wrong.Length > 0)
        {
            var (prompt, answer) = new ReferencePrompt(_random, language, context.Languages).Choice(question, right, [.. wrong.OfType<string>()]);
            yield return Draft("choice", "MCQAnswer", prompt, answer);
        }

        if (wrong.Length == 0 || puzzle.IsPair)
        {
            yield return Draft("answer", null, question, _random.Chance(0.4) ? right : Conclusion(right));
        }

        if (puzzle.Rationale is not null && In(puzzle.Rationale) is { } reason)
        {
            var asked = wrong.Length == 0 ? question : $"{question}\n\n{string.Join('\n', _random.Sample([.. wrong, right], wrong.Length + 1).Select(o => "- " + o))}";
            yield return Draft("reason", null, WithWhy(asked), PromptText.Join(language, [PromptText.Sentence(language, reason), Conclusion(right)]));
            yield return Draft("steps", "ChainOfThought", _random.Chance(0.7) ? WithWhy(asked) : asked, Steps(reason, right));
        }
    }

    private string? Question()
    {
        if (!puzzle.IsPair)
        {
            return In(puzzle.Question);
        }

        return In(puzzle.Question)?.Split('|', StringSplitOptions.TrimEntries) is [var pair, var third]
            && In(PairQuestion)?.Replace("{0}", WithoutNote(third), StringComparison.Ordinal) is { } asked ? $"{asked}\n\n{WithoutNote(pair)}" : null;
    }

    /// <summary>A pair's answers stand one after the other; any of them is right.</summary>
    private string? Right() => In(puzzle.Right)?.Split('|', StringSplitOptions.TrimEntries)[0];

    private string WithWhy(string asked) => $"{asked}{(asked.Contains('\n', StringComparison.Ordinal) ? "\n\n" : LanguageStyle.Of(language).BetweenSentences)}{_phrases.Say(_random, "synthetic.why")}";

    private string Steps(string reason, string right)
    {
        var word = _phrases.Word("synthetic.word", "step");
        var sentences = SentenceEnd().Split(reason).Select(s => s.Trim()).Where(s => s.Length > 0).Append(Conclusion(right));
        return string.Join('\n', sentences.Select((sentence, i) => $"{word} {i + 1}: {PromptText.Sentence(language, sentence)}"));
    }

    private string Conclusion(string right) => PromptText.Sentence(language, _phrases.Say(_random, "answer.synthetic.is", ("x", right.TrimEnd('.'))));

    private string? In(PuzzleText text) => text.In(language, catalogue, puzzle.Numbers);

    private static string WithoutNote(string words) => Note().Replace(words, "");

    private RowDraft Draft(string kind, string? format, string prompt, string answer) => new(
        "puzzle-" + kind, puzzle.Group, language, puzzle.IsCalculation || puzzle.IsPair || puzzle.Rationale is not null ? "Reasoning" : "QuestionAnswering",
        puzzle.IsCalculation ? "Math" : "Unspecified", format, language == "English" ? "Human" : "Translation", prompt, answer, provenance)
    {
        Split = context.IsHeldOut(puzzle.Group) || StableHash.Of(context.Seed, "held out", puzzle.Group) % HeldOutOneIn == 0 ? DataSplit.Eval : DataSplit.Train,
    };

    [GeneratedRegex(@"(?<=[\p{L}\d)]{2}[.!?।]\s)(?=[\p{L}])(?!\p{Ll})|(?<=[。！？])(?=.)")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\s*\([^)]*\)")]
    private static partial Regex Note();
}
