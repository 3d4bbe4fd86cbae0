using TreasureMarkers.Markers;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// The paper's length limit: "Answer the following instruction using N words or less" against the same limit as <c>length_tokens</c>,
/// without the sentence (AlpacaEval-LI).
/// </summary>
internal static class WordLimits
{
    /// <summary>The name of the experiment.</summary>
    public const string Name = "Word limit";

    private const string Enforced = "by markers, enforced";
    private static readonly int[] Limits = [20, 40, 80, 160];

    private static readonly Experiment Experiment = new(
        Name,
        "Share of answers that have at most N words and say something of their own; what is over N, whatever it says, is the paper's "
        + "violation. The limit stands in the prompt's words, or length_tokens is N, or that is enforced.",
        "words",
        [Experiment.InWords, Experiment.ByMarkers, Enforced]);

    /// <summary>The same instructions under each limit, stated in each way.</summary>
    /// <param name="instructions">The instructions.</param>
    /// <param name="taxonomy">The markers that the models know.</param>
    /// <param name="count">Instructions of a limit.</param>
    /// <param name="seed">Chooses them.</param>
    public static IEnumerable<Trial> Plan(IReadOnlyList<OpenPrompt> instructions, MarkerTaxonomy taxonomy, int count, int seed)
    {
        if (!taxonomy.TryGetCategory(Wishes.Tokens, out _))
        {
            yield break;
        }

        foreach (var limit in Limits)
        {
            foreach (var prompt in EvalInputs.Sample(instructions, count, seed, prompt => prompt.Text, prompt => prompt.Stratum))
            {
                // Enough to see that a limit is broken.
                var maxTokens = (2 * limit) + 32;
                var words = EvalRequest.Of($"Answer the following instruction using {limit} words or less.\n{prompt.Text}", maxTokens);
                var marked = EvalRequest.Of(prompt.Text, maxTokens) with { Markers = new() { [Wishes.Tokens] = $"{limit}" } };
                EvalRequest[] requests = [words, marked, marked with { Enforce = [Wishes.Tokens] }];
                foreach (var (arm, request) in Experiment.Arms.Zip(requests))
                {
                    yield return new Trial(
                        Experiment, $"{limit}", arm, prompt.Id, request, $"{limit}", answer => Count(answer.Text) <= limit)
                    {
                        Open = prompt.Text,
                    };
                }
            }
        }
    }

    /// <summary>The words of an answer: what white space parts.</summary>
    public static int Count(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}

/// <summary>
/// The Language Confusion Benchmark (arXiv 2406.20052): English prompts that ask for another language, with and without the marker, and
/// prompts in another language, which should be answered in it.
/// </summary>
internal static class LanguageConfusion
{
    /// <summary>The name of the experiment.</summary>
    public const string Name = "Language confusion";

    // As the benchmark does.
    private const int MaxTokens = 100;

    private const string Crosslingual = "asked in English", Monolingual = "asked in the language";

    private static readonly Experiment Experiment = new(
        Name,
        "Share of answers whose every line is in the language and that say something of their own (the benchmark's line-level pass rate). "
        + "The prompt asks for the language in words, and lang is set beside it; or the prompt is in the language itself.",
        "language",
        [Crosslingual, Experiment.ByMarkers, Monolingual]);

    /// <summary>For each language of the taxonomy and the benchmark, the same prompts with the language set and left to the model.</summary>
    /// <param name="prompts">The benchmark.</param>
    /// <param name="taxonomy">The markers that the models know.</param>
    /// <param name="count">Prompts of a language and setting.</param>
    /// <param name="seed">Chooses them.</param>
    public static IEnumerable<Trial> Plan(IReadOnlyList<LanguagePrompt> prompts, MarkerTaxonomy taxonomy, int count, int seed)
    {
        string[] languages = taxonomy.TryGetCategory(Wishes.Lang, out var category) ? [.. category.Values] : [];
        foreach (var language in languages.Where(language => prompts.Any(prompt => prompt.Language == language)))
        {
            foreach (var prompt in Sample(prompts.Where(prompt => prompt.IsCrosslingual && prompt.Language == language), count, seed))
            {
                var request = EvalRequest.Of(prompt.Prompt.Text, MaxTokens);
                yield return Make(prompt, Crosslingual, request);
                yield return Make(prompt, Experiment.ByMarkers, request with { Markers = new() { [Wishes.Lang] = language } });
            }

            foreach (var prompt in OwnLanguage(prompts, language, count, seed))
            {
                yield return Make(prompt, Monolingual, EvalRequest.Of(prompt.Prompt.Text, MaxTokens));
            }
        }
    }

    /// <summary>Prompts in a language, of which an answer should be in it, too.</summary>
    public static IReadOnlyList<LanguagePrompt> OwnLanguage(IReadOnlyList<LanguagePrompt> prompts, string language, int count, int seed) =>
        Sample(prompts.Where(prompt => !prompt.IsCrosslingual && prompt.Language == language), count, seed);

    /// <summary>A prompt in a language with nothing wished.</summary>
    public static EvalRequest Ask(LanguagePrompt prompt) => EvalRequest.Of(prompt.Prompt.Text, MaxTokens);

    private static IReadOnlyList<LanguagePrompt> Sample(IEnumerable<LanguagePrompt> prompts, int count, int seed) =>
        EvalInputs.Sample(prompts, count, seed, prompt => prompt.Prompt.Text, prompt => prompt.Prompt.Stratum);

    private static Trial Make(LanguagePrompt prompt, string arm, EvalRequest request) => new(
        Experiment, prompt.Language, arm, prompt.Prompt.Id, request, prompt.Language, answer => LanguageRule.Passes(answer.Text, prompt.Language))
    {
        Open = prompt.Prompt.Text,
    };
}
