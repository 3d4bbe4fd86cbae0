using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Labels;

namespace TreasureMarkers.Data.Variants;

/// <summary>
/// Decides which rewrites are kept, by a dozen rates (contractions, persons, word lengths, nominal endings …) and weights that
/// <c>tm data style-models</c> learned from dialogues against articles and textbooks; none of its texts was written or rewritten here.
/// The evaluation asks <see cref="StyleClassifier"/>, which looks at other things and learned from other texts.
/// </summary>
internal static partial class StyleFilter
{
    /// <summary>From this formality on a text counts as formal.</summary>
    public const double FormalFrom = 0.75;

    /// <summary>Up to this formality a text counts as informal.</summary>
    public const double InformalUpTo = 0.4;

    private static readonly Lazy<double[]> Weights = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("style-filter.json")!;
        return JsonSerializer.Deserialize<double[]>(stream)!;
    });

    private static readonly HashSet<string> Colloquial = new(
        ("really pretty just okay ok kids kid stuff gonna wanna gotta yeah yep lots bunch awesome cool guys guy super mom dad oh hey hi wow "
        + "maybe sort kind thing things big great nice fun tons folks buddy huge totally basically honestly anyway well sure got").Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> Learned = new(
        ("therefore thus however furthermore moreover whereas hence upon regarding approximately primarily consequently which whom thereby "
        + "subsequently additionally numerous significant essential various individuals obtain require provide ensure within among").Split(' '),
        StringComparer.Ordinal);

    private static readonly string[] NominalEndings = ["tion", "sion", "ment", "ity", "ence", "ance", "ness", "ism", "tions", "ments", "ities"];

    /// <summary>The probability that a text is formal, between 0 and 1.</summary>
    public static double Formality(string text) => Formality(text, Weights.Value);

    /// <summary>The same, by other weights.</summary>
    public static double Formality(string text, double[] weights) =>
        1 / (1 + Math.Exp(-Rates(text).Select((rate, i) => rate * weights[i]).Sum()));

    /// <summary>What it looks at; the last is 1, for the bias.</summary>
    public static double[] Rates(string text)
    {
        var words = StyleWord.Split(text);
        var sentences = Math.Max(1, SentenceEnds().Count(text));
        double Share(Func<StyleWord, bool> has) => words.Count == 0 ? 0 : Math.Min(1, 10.0 * words.Count(has) / words.Count);
        return
        [
            Share(word => word.Lower.Contains('\'') && !word.Lower.EndsWith("s'", StringComparison.Ordinal)),
            Math.Min(1, (double)text.Count(c => c == '!') / sentences),
            Math.Min(1, (double)text.Count(c => c == '?') / sentences),
            Share(word => word.Lower is "i" or "me" or "my" or "i'm" or "i've" or "i'd" or "i'll"),
            Share(word => word.Lower is "you" or "your" or "you're" or "you'll" or "you've" or "you'd"),
            words.Count == 0 ? 0.5 : words.Average(word => word.End - word.Start) / 10.0,
            Share(word => word.End - word.Start >= 9) / 3,
            Share(word => NominalEndings.Any(ending => word.Lower.Length > 6 && word.Lower.EndsWith(ending, StringComparison.Ordinal))),
            Share(word => Colloquial.Contains(word.Lower)),
            Share(word => Learned.Contains(word.Lower)),
            Math.Min(1, words.Count / sentences / 40.0),
            Share(word => word.Lower is "the" or "of" or "by" or "in") / 3,
            Math.Min(1, (double)InformalStarts().Count(text) / sentences),
            Math.Min(1, (double)Passives().Count(text) / sentences),
            1,
        ];
    }

    /// <summary>Learns the weights by logistic regression.</summary>
    /// <param name="texts">Texts and whether each is formal.</param>
    public static double[] Learn(IReadOnlyList<(string Text, bool IsFormal)> texts)
    {
        var seen = texts.Select(text => (Rates: Rates(text.Text), text.IsFormal)).ToList();
        var weights = new double[seen[0].Rates.Length];
        for (var epoch = 0; epoch < 400; epoch++)
        {
            var gradient = new double[weights.Length];
            foreach (var (rates, isFormal) in seen)
            {
                var error = (1 / (1 + Math.Exp(-rates.Select((rate, i) => rate * weights[i]).Sum()))) - (isFormal ? 1 : 0);
                for (var i = 0; i < weights.Length; i++)
                {
                    gradient[i] += error * rates[i] / seen.Count;
                }
            }

            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] -= 5 * (gradient[i] + (1e-4 * weights[i]));
            }
        }

        return Array.ConvertAll(weights, weight => Math.Round(weight, 4));
    }

    [GeneratedRegex(@"[.!?]+(?=\s|$)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnds();

    [GeneratedRegex(@"(?:^|[.!?]\s+)(?:And|But|So|Well|Oh|Plus|Okay|OK)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InformalStarts();

    [GeneratedRegex(@"\b(?:is|are|was|were|be|been)\s+\w+ed\b", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passives();
}

/// <summary>
/// Tells formal from informal English for the evaluation: a linear model over frequent words, the endings of all others and punctuation, so
/// that the subject does not decide, learned from blogs against encyclopaedic articles. The rewrites of training data are not chosen by it.
/// </summary>
/// <param name="classifier">Tells Formal and Informal.</param>
internal sealed class StyleClassifier(LabelClassifier classifier)
{
    /// <summary>From this formality on an answer counts as formal: answers that explain lie between the texts that it learned from.</summary>
    public const double FormalFrom = 0.35;

    private static readonly Lazy<StyleClassifier> Embedded = new(() =>
    {
        using var reader = new BinaryReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("style-classifier.bin")!);
        return new StyleClassifier(LabelClassifier.Read(reader));
    });

    /// <summary>Words that say how and not of what.</summary>
    private static readonly HashSet<string> Frequent = new(
        ("a about above after again all almost also although always am among an and any are around as at away back be because been before being "
        + "below between both but by came can cannot come could did do does done down during each either else enough even ever every few first for "
        + "from get getting give go goes going gone got had has have having he her here hers him his how however i if in into is it its just keep "
        + "kind know last least less let like little look lot made make many may me might more most much must my near need never next no none nor "
        + "not now of off often oh ok okay on once one only onto or other others our out over own perhaps please put quite rather really right said "
        + "say see seem seen several shall she should since so some something soon still such take than that the their them then there therefore "
        + "these they thing things think this those though through thus to together too toward under until up upon us used very want was way we "
        + "well were what when where whether which while who whom whose why will with within without would yeah yes yet you your").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The embedded model.</summary>
    public static StyleClassifier Default => Embedded.Value;

    /// <summary>The probability that a text is formal, between 0 and 1; with code, tables and quotations it means little.</summary>
    public double Formality(string text) => classifier.Probabilities(Features(text))[0];

    /// <summary>Learns a classifier.</summary>
    public static LabelClassifier Learn(IReadOnlyList<(string Text, bool IsFormal)> texts) => LabelTrainer.TrainPlain(
        [.. texts.Select(text => (Features(text.Text), text.IsFormal ? "Formal" : "Informal", StableHash.Of("style", text.Text)))]);

    private static List<Feature> Features(string text)
    {
        var sums = new Dictionary<int, float>();
        var previous = ".";
        foreach (var word in StyleWord.Split(text))
        {
            var seen = word.Lower.Contains('\'') ? "'" + word.Lower[(word.Lower.IndexOf('\'') + 1)..]
                : Frequent.Contains(word.Lower) ? word.Lower
                : char.IsAsciiDigit(word.Lower[0]) ? "0" : "~" + word.Lower[Math.Max(0, word.Lower.Length - 3)..];
            Add(seen, 1);
            if (word.StartsSentence)
            {
                Add("start " + seen, 1);
            }

            if (!seen.StartsWith('~') || !previous.StartsWith('~'))
            {
                Add(previous + " " + seen, 0.5f);
            }

            previous = seen;
        }

        foreach (var mark in text.Where(c => c is '!' or '?' or ';' or '(' or '…' or '—'))
        {
            Add("mark " + mark, 1);
        }

        var length = MathF.Sqrt(sums.Values.Sum(value => value * value));
        return [.. sums.Select(sum => new Feature(sum.Key, sum.Value / length)).OrderBy(feature => feature.Bucket)];

        void Add(string seen, float value)
        {
            var bucket = (int)(StableHash.Of("style", seen) % PromptFeatures.Buckets);
            sums[bucket] = sums.GetValueOrDefault(bucket) + value;
        }
    }
}
