using System.Text.RegularExpressions;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Variants;

/// <summary>A text with its measured lengths.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="Tokens">As <see cref="LengthMeasure"/> counts.</param>
/// <param name="Sentences">Sentences.</param>
/// <param name="Paragraphs">Paragraphs.</param>
internal sealed record LengthCut(string Text, int Tokens, int Sentences, int Paragraphs)
{
    /// <summary>Measures a text.</summary>
    public static LengthCut Of(string text) =>
        new(text, LengthMeasure.Tokens(text), LengthMeasure.Sentences(text), LengthMeasure.Paragraphs(text));
}

/// <summary>
/// The same answer at many lengths, in plain text: its first sentences, with the last of them whole or shortened to its main clause; a
/// list's items as sentences or as one sentence of their titles; the sentences in fewer or more paragraphs.
/// </summary>
internal static partial class LengthCuts
{
    private const int MostSentences = 60;
    private const int FewestWords = 4;

    /// <summary>The whole answer as plain text: what stands in a list stands in paragraphs.</summary>
    /// <param name="parsed">The answer.</param>
    /// <param name="random">Decides how items are set in prose.</param>
    public static string Whole(ParsedAnswer parsed, StableRandom random)
    {
        var paragraphs = new List<string>(parsed.Paragraphs.Select(Joined));
        if (parsed.Items.Count > 0)
        {
            var items = parsed.Items.Select(item => item.Text).ToList();
            var isShort = items.Sum(item => item.Length) < 500;
            paragraphs.AddRange(AreFragments(parsed) ? [Named([.. parsed.Items.Select(item => item.Text.TrimEnd('.'))], random)]
                : isShort || random.Chance(0.3) ? [Joined(items)] : items);
        }

        return string.Join("\n\n", paragraphs.Concat(parsed.Tail.Select(Joined)));
    }

    /// <summary>All cuts, each text once, in the order of their making.</summary>
    /// <param name="prompt">The question, which tells whether a part of a sentence answers it.</param>
    /// <param name="parsed">The answer.</param>
    /// <param name="random">Decides how items are set in prose and where paragraphs stay.</param>
    public static List<LengthCut> Of(string prompt, ParsedAnswer parsed, StableRandom random)
    {
        var paragraphs = Paragraphs(parsed, random.Chance(0.5));
        var sentences = paragraphs.SelectMany(paragraph => paragraph).Take(MostSentences).ToArray();
        var cuts = new List<LengthCut>();
        void Add(string text, int tokens, int sentenceCount, int paragraphCount) => cuts.Add(new LengthCut(text, tokens, sentenceCount, paragraphCount));
        if (sentences.Length > 0 && !ParsedAnswer.LeansBack(sentences[0]))
        {
            foreach (var part in Parts(prompt, sentences[0]))
            {
                Add(part, LengthMeasure.Tokens(part), 1, 1);
            }

            // Tokens do not cross white space, so a joined text has the sum of its sentences'.
            var tokens = 0;
            for (var count = 1; count <= sentences.Length; count++)
            {
                var last = sentences[count - 1];
                if (Shortened(last) is { } shorter)
                {
                    Add(Joined([.. sentences[..(count - 1)], shorter]), tokens + LengthMeasure.Tokens(shorter), count, 1);
                }

                tokens += LengthMeasure.Tokens(last);
                if (count == sentences.Length || !ParsedAnswer.Announces(last))
                {
                    var (text, parted) = random.Chance(0.5) ? (Joined(sentences[..count]), 1) : Cut(paragraphs, count);
                    Add(text, tokens, count, parted);
                }
            }

            AddParted(paragraphs, sentences, random, cuts);
        }

        cuts.AddRange(Titles(parsed, random).Append(Whole(parsed, random)).Select(LengthCut.Of));
        return [.. cuts.DistinctBy(cut => cut.Text).Where(cut => cut.Sentences > 0)];
    }

    /// <summary>The text in two to five paragraphs: a list's items stay whole.</summary>
    private static void AddParted(List<string[]> paragraphs, string[] sentences, StableRandom random, List<LengthCut> cuts)
    {
        var units = paragraphs.Count >= 4 ? [.. paragraphs.Select(Joined)] : sentences;
        for (var parts = 2; parts <= Math.Min(5, units.Length / 2); parts++)
        {
            var count = Math.Min(units.Length, parts * (1 + random.Next(3)));
            cuts.Add(LengthCut.Of(string.Join("\n\n",
                units.Take(count).Index().GroupBy(unit => unit.Index * parts / count).Select(part => Joined(part.Select(unit => unit.Item))))));
        }
    }

    /// <summary>Short answers out of a first sentence: its main clause alone, and what it says that the thing asked for is.</summary>
    private static IEnumerable<string> Parts(string prompt, string sentence)
    {
        var clause = Shortened(sentence) ?? sentence;
        if (Apposition().Match(clause) is { Success: true } apposition && Words(apposition.Groups[1].Value) >= FewestWords)
        {
            yield return ParsedAnswer.Closed(apposition.Groups[1].Value);
        }

        if (AsksWhat().IsMatch(prompt) && Complement().Match(clause) is { Success: true } complement)
        {
            var said = complement.Groups[1].Value;
            yield return ParsedAnswer.Closed(char.ToUpperInvariant(said[0]) + said[1..]);
        }
    }

    /// <summary>A sentence without what hangs on its main clause; null when nothing can be taken away.</summary>
    public static string? Shortened(string sentence)
    {
        var bare = Bracketed().Replace(sentence, "");
        if (!Subordinate().IsMatch(bare) && Hanging().Match(bare) is { Success: true } hanging && Words(bare[..hanging.Index]) >= FewestWords
            && bare.AsSpan(0, hanging.Index).Count('"') % 2 == 0)
        {
            bare = bare[..hanging.Index];
        }

        bare = ParsedAnswer.Closed(bare);
        return bare.Length < sentence.Length && Words(bare) >= FewestWords ? bare : null;
    }

    private static List<string[]> Paragraphs(ParsedAnswer parsed, bool withTitles)
    {
        var paragraphs = new List<string[]>(parsed.Paragraphs);
        if (AreFragments(parsed))
        {
            return paragraphs;
        }

        // A text stands for its item where it does not need the title.
        var areWhole = !withTitles && parsed.Items.All(item =>
            item.Sentences is [var first, ..] && char.IsUpper(first[0]) && Words(first) >= FewestWords && !ParsedAnswer.LeansBack(first));
        paragraphs.AddRange(parsed.Items.Select(item => areWhole ? [.. item.Sentences] : item.Sentences.Count < 2 ? [item.Text]
            : (string[])[item.Title is null ? item.Sentences[0] : $"{item.Title}: {item.Sentences[0]}", .. item.Sentences.Skip(1)]));
        paragraphs.AddRange(parsed.Tail);
        return paragraphs;
    }

    /// <summary>The titles, or the items that are no sentences, as one sentence.</summary>
    private static IEnumerable<string> Titles(ParsedAnswer parsed, StableRandom random)
    {
        string[] titles = [.. parsed.Items.Select(item => (item.Title ?? (item.Sentences.Count == 1 ? item.Sentences[0] : "")).TrimEnd('.'))
            .Where(title => title.Length > 0 && Words(title) <= 6 && !title.Contains(',', StringComparison.Ordinal) && !title.Contains(". ", StringComparison.Ordinal))];
        if (titles.Length < 2 || titles.Length < parsed.Items.Count)
        {
            yield break;
        }

        if (Words(titles[0]) >= 3)
        {
            yield return ParsedAnswer.Closed(titles[0]);
        }

        for (var count = 2; count <= Math.Min(8, titles.Length); count++)
        {
            yield return Named(titles[..count], random);
        }
    }

    /// <summary>Things named one after the other, as one sentence.</summary>
    private static string Named(string[] titles, StableRandom random)
    {
        var named = titles.Select((title, i) => i == 0 ? title : Lowered(title)).ToArray();
        return random.Chance(0.6) ? $"{string.Join(", ", named[..^1])}{(named.Length > 2 ? "," : "")} and {named[^1]}." : $"{string.Join(", ", named)}.";
    }

    /// <summary>Whether the list's items are words, not sentences: they make no paragraphs.</summary>
    private static bool AreFragments(ParsedAnswer parsed) => parsed.Items.Count > 0 && parsed.Items.Average(item => Words(item.Text)) < FewestWords + 1;

    /// <summary>A title inside a sentence: "Use a timer" loses its capital, "New York" and "SQL" keep theirs.</summary>
    private static string Lowered(string title)
    {
        var words = title.Split(' ');
        var isName = words.Length == 1 ? title.Skip(1).Any(char.IsUpper) : words.Skip(1).Any(word => char.IsUpper(word[0]));
        return isName ? title : char.ToLowerInvariant(title[0]) + title[1..];
    }

    private static (string Text, int Paragraphs) Cut(List<string[]> paragraphs, int count)
    {
        var taken = new List<string>();
        for (var i = 0; count > 0; i++)
        {
            taken.Add(Joined(paragraphs[i].Take(count)));
            count -= Math.Min(count, paragraphs[i].Length);
        }

        return (string.Join("\n\n", taken), taken.Count);
    }

    private static string Joined(IEnumerable<string> sentences) => string.Join(' ', sentences);

    private static int Words(string text) => text.AsSpan().Trim().Count(' ') + 1;

    [GeneratedRegex(@"^([^,()]+? (?:is|are|was|were|means) [^,()]+?)(?:, (?:an?|the|one) | that | who | located | known | used | characterized | designed | caused )", RegexOptions.CultureInvariant)]
    private static partial Regex Apposition();

    [GeneratedRegex(@"^(?:what|who|which|where|define)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksWhat();

    [GeneratedRegex(@"^[^,.;:]{1,70}? (?:is|are|was|were) ((?:an?|the|one|called|in|on) [^;:]{3,}|[A-Z][^;:]{2,})$", RegexOptions.CultureInvariant)]
    private static partial Regex Complement();

    [GeneratedRegex(@"\s*\([^()]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(
        @"^(?:If|When|While|Although|Because|As|Since|To|By|In|For|With|After|Before|During|Once|From|Whether|Unless|Though|Despite|Instead|At|On|Under|Through|Without|Unlike|Like|Not)\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex Subordinate();

    [GeneratedRegex(
        @",\s+(?:which|including|such as|as well as|where|while|making|allowing|ensuring|helping|causing|leading|resulting|especially|particularly|but|so|and (?:it|they|he|she|we|you|the|this|is|are|was|can))\b"
        + @"|\s+(?:such as|because|so that|which)\s",
        RegexOptions.CultureInvariant)]
    private static partial Regex Hanging();
}
