using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;

namespace TreasureMarkers.Data.Labels;

/// <summary>One thing that a classifier sees of a text.</summary>
/// <param name="Bucket">Where its weights stand, in [0, <see cref="PromptFeatures.Buckets"/>).</param>
/// <param name="Value">How much of it there is; all of a text's features together have length 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Feature(int Bucket, float Value);

/// <summary>
/// What the label model sees of a prompt and its answer: words, pairs of words, the beginnings and ends of words, how the prompt opens, and
/// a few traits of its shape. Of a long prompt only both ends count, since a task stands before or behind its text.
/// </summary>
internal static class PromptFeatures
{
    private static readonly SearchValues<char> MathSigns = SearchValues.Create("^∫√∑≤≥×÷");

    /// <summary>How many buckets features are hashed to; a power of two.</summary>
    public const int Buckets = 1 << 15;

    private const int WordsOfEnd = 60;
    private const int WordsOfAnswer = 80;

    /// <summary>How much an answer's words count beside the prompt's: they are many, and all of them are about the prompt.</summary>
    private const float AnswerShare = 0.5f;

    /// <summary>What tells what is to be done. The answer tells only whether it is program text.</summary>
    public static List<Feature> OfTask(string prompt, string answer)
    {
        var sums = new Dictionary<int, float>();
        var words = Ends(Words(prompt));
        AddWords(sums, words, 1);
        for (var i = 0; i < Math.Min(4, words.Count); i++)
        {
            // The opening decides most: 'Write a poem', 'What is', 'Explain how'.
            Add(sums, "open", string.Join(' ', words.Take(i + 1)), 1.5f);
            Add(sums, "place" + i, words[i], 1);
        }

        AddShape(sums, prompt, words.Count);
        if (answer.Contains("```", StringComparison.Ordinal))
        {
            Add(sums, "shape", "code in the answer", 1);
        }

        return Normalised(sums);
    }

    /// <summary>What tells what the answer is about.</summary>
    public static List<Feature> OfDomain(string prompt, string answer)
    {
        var sums = new Dictionary<int, float>();
        AddWords(sums, Ends(Words(prompt)), 1);
        AddShape(sums, prompt, 0);
        var own = sums.Count == 0 ? 1 : Length(sums);
        var told = new Dictionary<int, float>();
        AddWords(told, [.. Words(answer).Take(WordsOfAnswer)], 1);
        foreach (var (bucket, value) in told)
        {
            sums[bucket] = sums.GetValueOrDefault(bucket) + (value * AnswerShare * own / Length(told));
        }

        return Normalised(sums);
    }

    private static void AddWords(Dictionary<int, float> sums, List<string> words, float value)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var rare = Stop.Contains(word) ? 0.4f : 1f;
            Add(sums, "word", word, value * rare);
            if (word.Length > 4)
            {
                Add(sums, "start", word[..4], value * 0.4f);
                Add(sums, "end", word[^4..], value * 0.4f);
            }

            if (word.Length > 6)
            {
                Add(sums, "start", word[..6], value * 0.7f);
            }

            if (i > 0)
            {
                Add(sums, "pair", words[i - 1] + " " + word, value * 0.7f);
            }
        }
    }

    private static void AddShape(Dictionary<int, float> sums, string prompt, int words)
    {
        var trimmed = prompt.AsSpan().TrimEnd();
        Trait(trimmed.EndsWith("?"), "question");
        Trait(trimmed.EndsWith(":"), "colon");
        Trait(trimmed.Contains('\n'), "lines");
        Trait(trimmed.IndexOfAny("{};=") >= 0, "program signs");
        Trait(trimmed.IndexOfAny("\"“") >= 0, "quotation");
        Trait(trimmed.Count('$') > 1 || trimmed.ContainsAny(MathSigns), "formula");
        var digits = 0;
        foreach (var c in trimmed)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        Trait(digits > 0, "digits");
        Trait(digits > 6, "many digits");
        if (words > 0)
        {
            Add(sums, "shape", string.Create(CultureInfo.InvariantCulture, $"words {(int)Math.Log2(words)}"), 0.7f);
        }

        void Trait(bool has, string name)
        {
            if (has)
            {
                Add(sums, "shape", name, 0.7f);
            }
        }
    }

    private static List<string> Ends(List<string> words) =>
        words.Count <= 2 * WordsOfEnd ? words : [.. words[..WordsOfEnd], .. words[^WordsOfEnd..]];

    /// <summary>Runs of letters and digits in lower case, with what programs' names have inside them; a number is '0'.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || (i > start && text[i] is '\'' or '’' or '+' or '#')))
            {
                i++;
            }

            if (i == start)
            {
                i++;
                continue;
            }

            var word = text[start..i].ToLowerInvariant().Replace('’', '\'').TrimEnd('\'');
            words.Add(char.IsAsciiDigit(word[0]) ? "0" : word);
        }

        return words;
    }

    private static void Add(Dictionary<int, float> sums, string kind, string text, float value)
    {
        var bucket = (int)(StableHash.Of(kind, text) % Buckets);
        sums[bucket] = sums.GetValueOrDefault(bucket) + value;
    }

    private static float Length(Dictionary<int, float> sums) => MathF.Sqrt(sums.Values.Sum(value => value * value));

    private static List<Feature> Normalised(Dictionary<int, float> sums)
    {
        var length = sums.Count == 0 ? 1 : Length(sums);
        return [.. sums.Select(sum => new Feature(sum.Key, sum.Value / length)).OrderBy(feature => feature.Bucket)];
    }

    /// <summary>Words of no subject; they still count for the task.</summary>
    private static readonly HashSet<string> Stop = new(
        ("a an the of to in on for with and or is are was were be been do does did i you he she it we they my your his her its our their "
        + "this that these those what which who how when where why can could would should will may might have has had as at by from about "
        + "into if then than so not no me us them some any all more most there here please also").Split(' '),
        StringComparer.Ordinal);
}
