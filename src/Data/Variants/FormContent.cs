using System.Globalization;
using System.Text.RegularExpressions;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Variants;

/// <summary>What a form is filled with.</summary>
/// <param name="Topic">What it is about, as a heading.</param>
/// <param name="One">What an item is, in one lower-case word: tip, step, point.</param>
/// <param name="Many">The same in the plural.</param>
/// <param name="Entries">Items with a title or without; at least one.</param>
internal sealed partial record FormContent(string Topic, string One, string Many, IReadOnlyList<(string? Title, string Text)> Entries)
{
    private static readonly string[] Nouns =
    [
        "tip", "step", "way", "benefit", "reason", "idea", "ingredient", "example", "advantage", "disadvantage", "strategy", "method", "option",
        "factor", "feature", "cause", "effect", "symptom", "activity", "exercise", "tool", "book", "movie", "place", "habit", "skill", "rule",
        "type", "challenge", "question", "suggestion", "recommendation", "difference", "principle", "technique", "use", "sign", "trait", "fact",
        "food", "animal", "country", "city", "language", "name", "word", "phrase", "quote", "dish", "recipe", "plant", "job", "career", "hobby",
        "goal", "resource", "website", "app", "game", "song", "event", "invention", "component", "element", "stage", "phase", "task", "role",
    ];

    private const int LongestTopic = 9;

    private static readonly HashSet<string> Dangling =
    [
        "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "my", "your", "their", "his", "her", "its", "that", "which", "who",
        "is", "are", "from", "by", "as", "at", "like", "but", "if", "when", "while", "how", "what", "about", "into", "than", "can", "could",
    ];

    private static readonly Dictionary<string, string> Singular = Nouns.ToDictionary(Plural, noun => noun);

    /// <summary>Whether every entry has a title.</summary>
    public bool IsTitled => Entries.All(entry => entry.Title is not null);

    /// <summary>The form's content: the items of a list, or the sentences of prose, some of them and shortened as is drawn.</summary>
    /// <param name="prompt">Tells topic and noun.</param>
    /// <param name="parsed">The answer.</param>
    /// <param name="random">Draws how many entries and how long they are.</param>
    /// <param name="most">No more entries than these.</param>
    public static FormContent? Of(string prompt, ParsedAnswer parsed, StableRandom random, int most = 8)
    {
        var isList = parsed.Items.Count > 0;
        var all = isList ? [.. parsed.Items] : parsed.Paragraphs.Concat(parsed.Tail).SelectMany(p => p)
            .Select((s, i) => new AnswerItem(null, [i == 0 ? s : ParsedAnswer.Alone(s)])).ToList();
        if (all.Count == 0)
        {
            return null;
        }

        // A prompt that says how many gets all of them.
        var isCounted = isList && Counted().IsMatch(prompt);
        if (isCounted && all.Count > most + 4)
        {
            return null;
        }

        var count = isCounted || all.Count <= 3 ? all.Count : Math.Min(3 + random.Next(Math.Max(1, Math.Min(all.Count, most) - 2)), most);
        var level = random.Next(isList ? 4 : 2);
        var entries = all.Take(count).Select(item => Entry(item, level)).Where(entry => entry.Text.Length > 0).ToList();
        var one = Noun(prompt, isList);
        return entries.Count == 0 ? null : new FormContent(TopicOf(prompt), one, Plural(one), entries);
    }

    /// <summary>The prompt's subject as a heading.</summary>
    public static string TopicOf(string prompt)
    {
        var asked = SentenceSplitter.Split(prompt);
        var first = asked.FirstOrDefault(sentence => sentence.EndsWith('?')) ?? (asked.Count > 0 ? asked[0] : prompt);
        var bare = Asking().Replace(first.Trim(), "", 1).Trim(' ', '?', '.', '!', ':', '"', ',');
        bare = HowTo().Replace(bare, "How to ", 1);
        bare = bare.Length == 0 ? first.Trim(' ', '?', '.') : bare;
        var words = bare.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(LongestTopic + 1).ToList();
        if (words.Count > LongestTopic)
        {
            // Cut before a word that needs what follows it.
            words.RemoveAt(LongestTopic);
            while (words.Count > 2 && Dangling.Contains(words[^1]))
            {
                words.RemoveAt(words.Count - 1);
            }
        }

        bare = string.Join(' ', words).TrimEnd(',', ';', ':');
        return bare.Length == 0 ? "Answer" : char.ToUpper(bare[0], CultureInfo.InvariantCulture) + bare[1..];
    }

    private static (string? Title, string Text) Entry(AnswerItem item, int level)
    {
        var first = item.Sentences.Count > 0 ? item.Sentences[0] : "";
        var text = level switch
        {
            0 => string.Join(' ', item.Sentences),
            1 => first,
            _ => LengthCuts.Shortened(first) ?? first,
        };
        return text.Length == 0 ? (null, item.Title!) : level == 3 && item.Title is not null ? (null, item.Title) : (item.Title, text);
    }

    /// <summary>The last noun that the prompt has of the known ones: "tips", or its singular.</summary>
    private static string Noun(string prompt, bool isList)
    {
        foreach (Match word in Word().Matches(prompt.ToLowerInvariant()))
        {
            if (Singular.TryGetValue(word.Value, out var noun) && isList)
            {
                return noun;
            }
        }

        return !isList ? "point" : HowTo().IsMatch(prompt) ? "step" : "item";
    }

    private static string Plural(string noun) => noun.EndsWith('y') && !"aeiou".Contains(noun[^2]) ? noun[..^1] + "ies"
        : noun.EndsWith("sh", StringComparison.Ordinal) ? noun + "es" : noun + "s";

    [GeneratedRegex(
        @"^(?:(?:please|can you|could you|would you|will you|i want you to|i need you to|i'd like you to|i would like you to|help me|i need|tell me|what do you know)\s+)*"
        + @"(?:(?:give|tell|show|write|provide|offer|list|name|explain|describe|discuss|summari[sz]e|define|suggest|recommend|create|generate|outline|compare|assist|help|check out|share)\s+"
        + @"(?:to\s+)?(?:me\s+|us\s+)?(?:with\s+)?(?:about\s+|find\s+|choose\s+|understand\s+)?|what\s+(?:is|are|was|were)\s+|what's\s+|who\s+(?:is|was|are)\s+|where\s+(?:is|are)\s+|which\s+)?"
        + @"(?:some of (?:the|your|my)\s+|(?:some|a few|several|the|a|an|any)\s+)?(?:(?:best|good|great|main|most important|most common|effective)\s+(?=\w+s\b))?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Asking();

    [GeneratedRegex(@"^how (?:can|do|does|should|could|would|to) ?(?:i|you|we|one|someone)? ?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HowTo();

    [GeneratedRegex(@"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Counted();

    [GeneratedRegex(@"[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
