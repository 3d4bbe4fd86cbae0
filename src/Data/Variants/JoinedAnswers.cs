using System.Text.RegularExpressions;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Variants;

/// <summary>
/// Long answers out of short ones: a base that rarely writes three hundred tokens, and never a thousand, is shown answers of that length
/// that stay on their subject. An answer is followed by the answers to the prompts that are nearest to its own, by the rare words that
/// they share, as further paragraphs.
/// </summary>
/// <param name="answers">All answers.</param>
/// <param name="seed">Decides which answers are made longer, and how long.</param>
internal sealed partial class JoinedAnswers(IReadOnlyList<AnsweredPrompt> answers, string seed)
{
    private const int MostNeighbours = 14;
    private const int MostShared = 400;
    private const double MostRepeated = 0.15;
    private const double Near = 0.5;

    /// <summary>Joins answers.</summary>
    /// <param name="share">Share of the prompts that are tried, 0 to 1; those without near ones give nothing.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Prompts with their long answers in paragraphs, of more than 300 tokens.</returns>
    public IEnumerable<AnsweredPrompt> Make(double share, CancellationToken cancellationToken)
    {
        var words = answers.Select(answer => Content(answer.Prompt)).ToArray();
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i++)
        {
            foreach (var word in words[i])
            {
                (places.TryGetValue(word, out var list) ? list : places[word] = []).Add(i);
            }
        }

        double Weight(string word) => Math.Log((words.Length + 1.0) / places[word].Count);
        var sizes = words.Select(set => set.Sum(Weight)).ToArray();
        return Enumerable.Range(0, answers.Count).AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Where(i => new StableRandom(seed, "joined", answers[i].Prompt).Chance(share))
            .Select(i => Joined(i, Neighbours(i))).OfType<AnsweredPrompt>();

        List<int> Neighbours(int i)
        {
            var shared = new Dictionary<int, double>();
            foreach (var word in words[i].Where(word => places[word].Count is > 1 and <= MostShared))
            {
                foreach (var other in places[word])
                {
                    shared[other] = shared.GetValueOrDefault(other) + Weight(word);
                }
            }

            return [.. shared.Where(s => s.Key != i && s.Value / Math.Max(sizes[i], 1) >= Near)
                .OrderByDescending(s => s.Value / Math.Sqrt(Math.Max(sizes[i] * sizes[s.Key], 1))).ThenBy(s => s.Key).Take(MostNeighbours).Select(s => s.Key)];
        }
    }

    private AnsweredPrompt? Joined(int index, List<int> neighbours)
    {
        var given = answers[index];
        var random = new StableRandom(seed, "joined length", given.Prompt);
        // Half of them beyond the bucket of medium answers.
        var wanted = random.Chance(0.5) ? LengthMeasure.MediumFrom + 20 + random.Next(500) : LengthMeasure.MediumUpTo + 20 + random.Next(500);
        var (texts, seen, tokens) = (new List<string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase), 0);
        foreach (var other in neighbours.Prepend(index).Select(place => answers[place]).Where(other => other.Language == given.Language && other.Earlier.Count == 0))
        {
            if (AnswerVariants.Refuses(other.Answer) || ParsedAnswer.Of(other.Answer) is not { } parsed)
            {
                if (texts.Count == 0)
                {
                    return null;
                }

                continue;
            }

            foreach (var paragraph in LengthCuts.Whole(parsed, random).Split("\n\n"))
            {
                // A sentence that was said before is not said again, and a paragraph does not begin with what leaned on it.
                var sentences = SentenceSplitter.Split(paragraph);
                string[] kept = [.. sentences.Where(seen.Add)];
                if (kept.Length == sentences.Count && (texts.Count > 0 || !ParsedAnswer.LeansBack(kept[0])))
                {
                    texts.Add(paragraph);
                    tokens += LengthMeasure.Tokens(paragraph);
                    if (tokens >= wanted)
                    {
                        return Finished();
                    }
                }
            }

            if (texts.Count == 0)
            {
                return null;
            }
        }

        return tokens > LengthMeasure.MediumFrom + 20 ? Finished() : null;

        AnsweredPrompt? Finished()
        {
            var text = string.Join("\n\n", texts);
            return WordRepetition.Of(text) > MostRepeated ? null : given with { Answer = text };
        }
    }

    private static HashSet<string> Content(string prompt) =>
        [.. Word().Matches(prompt.ToLowerInvariant()).Select(match => match.Value.TrimEnd('s')).Where(word => word.Length > 2 && !Common.Contains(word))];

    private static readonly HashSet<string> Common =
    [
        "what", "how", "can", "you", "the", "and", "for", "are", "that", "with", "your", "some", "give", "tell", "about", "explain", "describe",
        "should", "would", "could", "there", "this", "from", "have", "when", "where", "which", "who", "why", "best", "good", "way", "tip", "make",
        "use", "doe", "did", "was", "were", "will", "their", "they", "most", "more", "into", "between", "please", "provide", "write", "list",
        "find", "get", "need", "want", "help", "new", "start", "know", "any", "all", "one", "not", "but", "has", "it'", "i'm", "don't", "using",
        "simple", "term", "generate", "create", "example", "different", "work", "think", "people", "time", "year", "suggest", "recommend", "difference",
        "important", "effective", "common", "benefit", "idea", "step", "reason", "like", "i've", "what'", "mean", "differ", "better", "improve", "might",
    ];

    [GeneratedRegex(@"[\p{L}'’]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
