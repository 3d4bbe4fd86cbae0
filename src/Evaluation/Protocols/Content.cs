using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>
/// What an answer says, beside the form in which it says it. An answer counts only if it says something that its prompt did not, does
/// not go around in circles, and is not what the model answers to other prompts, too; so a server that always says the same, or repeats
/// the prompt's words in the wished form, keeps no wish.
/// </summary>
internal static class Content
{
    private const int Gram = 4;
    private const double MostRepeated = 0.2;
    private const double SameFrom = 0.7;
    private const int LeastLetters = 3;
    private const double LeastOwn = 0.25;

    // English words of six letters or more mostly differ in their endings behind the sixth.
    private const int StemLetters = 6;

    /// <summary>
    /// The words of a text in order: of JSON its values, of XML its text, else all. Lower case, cut to their first six letters; scripts
    /// without spaces give each pair of neighbouring characters.
    /// </summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var (words, word, unspaced) = (new List<string>(), new StringBuilder(), default(Rune?));
        foreach (var rune in Plain(text).EnumerateRunes())
        {
            if (TextScripts.IsUnspaced(rune))
            {
                End();
                if (unspaced is { } before)
                {
                    words.Add(before.ToString() + rune);
                }

                unspaced = rune;
                continue;
            }

            unspaced = null;
            if (TextScripts.IsWord(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
            else
            {
                End();
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.Length > StemLetters ? word.ToString(0, StemLetters) : word.ToString());
                word.Clear();
            }
        }
    }

    /// <summary>Whether more than a fifth of a text's sequences of four words stand in it before.</summary>
    public static bool IsDegenerate(string text)
    {
        var words = Words(text);
        var count = words.Count - Gram + 1;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = Enumerable.Range(0, Math.Max(0, count)).Count(i => !seen.Add(string.Join(' ', words.Skip(i).Take(Gram))));
        return repeated > MostRepeated * count && repeated > 0;
    }

    /// <summary>The different words of a text that do not stand in its prompt.</summary>
    public static HashSet<string> Own(string text, string prompt)
    {
        var own = Words(text).ToHashSet(StringComparer.Ordinal);
        own.ExceptWith(Words(prompt));
        return own;
    }

    /// <summary>
    /// Which answers to open prompts say something: not degenerate, a quarter of their different words or more are of three letters or more
    /// and not the prompt's, and no answer to another prompt has nearly the same words of its own (Jaccard index of 0.7 or more).
    /// </summary>
    /// <param name="answers">The prompts and the answers to them under the same conditions.</param>
    /// <returns>One entry an answer, in order.</returns>
    public static bool[] Say(IReadOnlyList<(string Prompt, string Text)> answers)
    {
        HashSet<string>[] own = [.. answers.Select(answer => Own(answer.Text, answer.Prompt))];
        return
        [
            .. answers.Select((answer, i) => HasOwn(answer.Text, own[i]) && !IsDegenerate(answer.Text)
                && !answers.Where((other, j) => other.Prompt != answer.Prompt && AreSame(own[i], own[j])).Any()),
        ];
    }

    private static bool HasOwn(string text, HashSet<string> own) =>
        own.Any(IsContent) && own.Count(IsContent) >= LeastOwn * Words(text).Distinct(StringComparer.Ordinal).Count();

    private static bool AreSame(HashSet<string> left, HashSet<string> right)
    {
        var (small, large) = left.Count < right.Count ? (left, right) : (right, left);
        if (small.Count < SameFrom * large.Count)
        {
            return false;
        }

        var shared = small.Count(large.Contains);
        return shared >= SameFrom * (left.Count + right.Count - shared);
    }

    private static bool IsContent(string word) => word.Length >= LeastLetters || word.EnumerateRunes().Any(TextScripts.IsUnspaced);

    private static string Plain(string text)
    {
        var trimmed = text.Trim();
        try
        {
            if (trimmed is ['{' or '[', ..])
            {
                using var json = JsonDocument.Parse(trimmed);
                return string.Join(". ", Values(json.RootElement));
            }

            if (trimmed is ['<', .., '>'])
            {
                return string.Join(". ", XDocument.Parse(trimmed).DescendantNodes().OfType<XText>().Select(node => node.Value));
            }
        }
        catch (Exception e) when (e is JsonException or XmlException)
        {
            // It is neither: its text is all that it has.
        }

        return text;
    }

    // JSON is at most 64 deep when it is parsed, so this does not run away.
    private static IEnumerable<string> Values(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Values(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Values),
        JsonValueKind.String => [element.GetString()!],
        _ => [element.GetRawText()],
    };
}

/// <summary>
/// Whether an answer is on its prompt's subject: its own words are more like those of the reference answer to the same prompt than like
/// those of the references to nine other prompts. A text that has nothing to do with its prompt is so once in ten times.
/// </summary>
internal sealed class SubjectIndex
{
    private const int Others = 9;

    private readonly Dictionary<string, HashSet<string>> _references;
    private readonly Dictionary<string, double> _weights;
    private readonly List<string> _prompts;

    /// <summary>Indexes the references.</summary>
    /// <param name="references">The plain answer to each prompt, by the prompt's text.</param>
    public SubjectIndex(IReadOnlyDictionary<string, string> references)
    {
        _references = references.ToDictionary(pair => pair.Key, pair => Content.Own(pair.Value, pair.Key));
        _prompts = [.. references.Keys.Order(StringComparer.Ordinal)];
        // A word that every answer has says nothing of the subject.
        _weights = _references.Values.SelectMany(words => words).CountBy(word => word)
            .ToDictionary(pair => pair.Key, pair => Math.Log((double)(_references.Count + 1) / pair.Value));
    }

    /// <summary>How often a text that has nothing to do with its prompt is taken for one that has: 0 to 1.</summary>
    public double Chance => 1.0 / (1 + Math.Min(Others, Math.Max(0, _prompts.Count - 1)));

    /// <summary>Whether a text is on the subject; null without references.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="prompt">The prompt's text.</param>
    public bool? IsOn(string text, string prompt)
    {
        if (!_references.TryGetValue(prompt, out var reference) || _prompts.Count < 2)
        {
            return null;
        }

        var own = Content.Own(text, prompt);
        var place = _prompts.IndexOf(prompt);
        var score = Score(own, reference);
        return score > 0 && Enumerable.Range(1, Math.Min(Others, _prompts.Count - 1))
            .All(step => Score(own, _references[_prompts[(place + step) % _prompts.Count]]) < score);
    }

    private double Score(HashSet<string> own, HashSet<string> reference) =>
        own.Sum(word => reference.Contains(word) ? _weights[word] : 0) / Math.Sqrt(1 + reference.Sum(word => _weights[word]));
}
