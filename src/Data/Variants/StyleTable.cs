using System.Globalization;

namespace TreasureMarkers.Data.Variants;

/// <summary>The words of style-words.txt, which says what a line means, and the openers and closers.</summary>
internal sealed class StyleTable
{
    /// <summary>What an informal answer may begin with.</summary>
    public static readonly string[] Openers =
    [
        "Sure thing!", "Okay, here goes.", "Good question!", "Happy to help!", "Alright, let's dig in.", "Oh, this is a fun one.", "Hey!",
        "No worries, I've got you.", "You bet!", "Alright!", "Okay, so here's the deal.", "Great question, by the way.", "Yep, got you covered.",
        "Cool, let's do this.", "Ah, nice one.", "So, quick answer.", "Right, let's get into it.", "Here's the scoop.", "Oh, easy.", "Let's see.",
        "Well, here's what I'd say.", "Glad you asked!", "Okay, deep breath.", "Here's my two cents.", "Totally get why you're asking.",
        "Hi there!", "Fair question.", "Let's break it down.", "Here's the gist.", "Okay, picture this.",
    ];

    /// <summary>What an informal answer may end with.</summary>
    public static readonly string[] Closers =
    [
        "Hope that helps!", "You've got this!", "Let me know how it goes!", "Easy, right?", "That's pretty much it.", "Good luck!", "Have fun with it!",
        "And that's it!", "Cheers!", "Hope that clears it up a bit.", "Shout if you get stuck.", "That's the gist of it.", "Don't sweat it.",
        "Not so bad, huh?", "Go for it!", "Take it easy!", "Simple as that.", "Just ask if anything's fuzzy.", "That should do the trick.",
        "Anyway, that's the idea.", "Pretty neat, right?", "Enjoy!", "Hang in there!", "Catch you later!", "Makes sense?",
    ];

    /// <summary>What an informal sentence may end with.</summary>
    public static readonly string[] Tags =
    [
        ", you know", ", right?", ", no joke", ", trust me", ", pretty much", ", honestly", ", for real", ", so yeah", ", if you ask me", ", I guess",
        ", more or less", ", believe it or not", ", which is nice", ", just saying", "!", "!", "!", "!", "!",
    ];

    /// <summary>Openings of a formal sentence.</summary>
    public static readonly string[] FormalOpenings =
    [
        "It should be noted that ", "Furthermore, ", "Moreover, ", "In this regard, ", "It is worth noting that ", "In addition, ",
        "Accordingly, ", "It may be observed that ", "In this context, ", "It is important to recognize that ", "To this end, ",
    ];

    /// <summary>Openings of an informal sentence.</summary>
    public static readonly string[] InformalOpenings =
    [
        "Basically, ", "Honestly, ", "So yeah, ", "Plus, ", "And ", "Oh, and ", "The thing is, ", "You know, ", "I mean, ", "Now, ", "So ",
        "Thing is, ", "By the way, ", "Long story short, ", "And hey, ", "Truth is, ", "Well, ",
    ];

    /// <summary>How people ask for a formal answer.</summary>
    public static readonly string[] FormalWishes =
    [
        "Please answer in a formal tone.", "Use formal language.", "Keep it formal.", "Write formally.", "Answer in a formal style.",
        "I need this in formal English.", "The tone should be formal.", "Make it sound professional.", "Use a professional tone.",
        "Please avoid contractions and slang.", "Write as you would in an official report.", "Formal register, please.",
        "It is for a business document, so be formal.", "Answer as an academic would.", "Please keep a serious, formal tone.",
        "Be formal.", "Phrase it politely and formally.", "Use the language of a formal letter.", "No colloquial language, please.",
        "Write it in an official tone.", "This goes to my professor, so keep it formal.", "Style: formal.", "Give a formal answer.",
        "Respond in polished, formal prose.",
    ];

    /// <summary>How people ask for an informal answer.</summary>
    public static readonly string[] InformalWishes =
    [
        "Keep it casual.", "Answer like a friend would.", "Use an informal tone.", "Make it chatty.", "Talk to me casually.",
        "Be informal.", "No need to be formal.", "Explain it like you're chatting with a buddy.", "Use everyday language.", "Keep it relaxed.",
        "Write it in a laid-back style.", "Just tell me like we're having coffee.", "Style: informal.", "Use contractions and a friendly tone.",
        "Make it sound conversational.", "Casual tone, please.", "Loosen up a bit in your answer.", "Write as if you were texting a friend.",
        "Skip the formal stuff.", "Give me an easygoing answer.", "I want a casual answer.", "Speak plainly and casually.", "Informal, please.",
        "Be friendly and casual about it.",
    ];

    /// <summary>How a formal sentence begins instead of an informal beginning.</summary>
    public static readonly Dictionary<string, string[]> FormalStarts = new(StringComparer.Ordinal)
    {
        ["So, "] = ["Therefore, ", "Consequently, "],
        ["But "] = ["However, "],
        ["And "] = ["Furthermore, ", "Moreover, "],
        ["Also, "] = ["In addition, ", "Additionally, "],
        ["Plus, "] = ["Furthermore, ", "Moreover, "],
        ["Anyway, "] = ["In any case, "],
        ["Still, "] = ["Nevertheless, "],
        ["Basically, "] = ["In essence, "],
        ["First, "] = ["Firstly, "],
        ["Second, "] = ["Secondly, "],
        ["Then, "] = ["Subsequently, "],
        ["Next, "] = ["Subsequently, "],
        ["Next up, "] = ["Subsequently, "],
        ["Remember, "] = ["It should be remembered that "],
        ["Of course, "] = ["Naturally, "],
        ["For example, "] = ["For instance, "],
        ["All in all, "] = ["In conclusion, "],
        ["On top of that, "] = ["Furthermore, "],
        ["After that, "] = ["Subsequently, "],
    };

    /// <summary>How an informal sentence begins instead of a formal beginning.</summary>
    public static readonly Dictionary<string, string[]> InformalStarts = new(StringComparer.Ordinal)
    {
        ["However, "] = ["But ", "Still, ", "That said, "],
        ["Therefore, "] = ["So ", "So, "],
        ["Thus, "] = ["So "],
        ["Hence, "] = ["So "],
        ["Consequently, "] = ["So "],
        ["As a result, "] = ["So ", "And so "],
        ["Accordingly, "] = ["So "],
        ["In addition, "] = ["Plus, ", "Also, "],
        ["Additionally, "] = ["Plus, ", "Also, "],
        ["Furthermore, "] = ["Plus, ", "And "],
        ["Moreover, "] = ["Plus, ", "What's more, "],
        ["Nevertheless, "] = ["Still, "],
        ["Nonetheless, "] = ["Still, "],
        ["For example, "] = ["Like, ", "Say, "],
        ["For instance, "] = ["Say, ", "Like, "],
        ["In conclusion, "] = ["All in all, ", "So yeah, "],
        ["In summary, "] = ["Long story short, ", "In a nutshell, "],
        ["To summarize, "] = ["Long story short, "],
        ["Overall, "] = ["All in all, ", "So overall, "],
        ["Firstly, "] = ["First off, "],
        ["First, "] = ["First off, ", "For starters, "],
        ["Secondly, "] = ["Next up, "],
        ["Second, "] = ["Next up, "],
        ["Finally, "] = ["Last but not least, ", "And finally, "],
        ["Subsequently, "] = ["Then "],
        ["In fact, "] = ["Actually, "],
        ["In contrast, "] = ["Then again, "],
        ["On the other hand, "] = ["Then again, "],
        ["In essence, "] = ["Basically, "],
        ["Generally, "] = ["Most of the time, "],
    };

    /// <summary>How a formal text says 'should'.</summary>
    public static readonly string[] Advised = ["advisable", "recommended", "preferable"];

    private static readonly string[] VerbSigns =
    [
        "to", "can", "could", "should", "will", "would", "may", "might", "must", "you", "we", "they", "i", "not", "also", "please", "you'll",
        "don't", "can't", "won't", "let's", "then", "always", "never", "people", "who", "cannot", "just",
    ];

    private static readonly string[] SubjectSigns = ["it", "he", "she", "this", "that", "which", "who", "also", "and", "everyone", "one"];

    private readonly Dictionary<string, List<StyleEntry>> _formal = [];
    private readonly Dictionary<string, List<StyleEntry>> _informal = [];

    /// <summary>Reads the embedded table.</summary>
    public static StyleTable Load()
    {
        using var stream = typeof(StyleTable).Assembly.GetManifestResourceStream("style-words.txt")!;
        using var reader = new StreamReader(stream);
        var table = new StyleTable();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                table.Add(line);
            }
        }

        return table;
    }

    /// <summary>How many pairs of a formal and an informal form there are.</summary>
    public int Count => _formal.Values.Concat(_informal.Values).SelectMany(entries => entries)
        .Select(entry => string.Join(' ', entry.From) + "/" + entry.To[0]).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Replaces what the table knows, the longest first; a name is left alone, and 'a' becomes 'an' where the next word asks for it.</summary>
    public string Rewrite(string text, bool toFormal, StableRandom random)
    {
        var entries = toFormal ? _formal : _informal;
        var words = StyleWord.Split(text);
        var result = new System.Text.StringBuilder(text.Length + 64);
        var at = 0;
        for (var i = 0; i < words.Count;)
        {
            var entry = entries.TryGetValue(words[i].Lower, out var candidates) ? candidates.Find(candidate => candidate.Fits(text, words, i)) : null;
            if (entry is null || !random.Chance(0.88))
            {
                i++;
                continue;
            }

            var (first, last) = (words[i], words[i + entry.From.Length - 1]);
            var to = random.Pick(entry.To);
            result.Append(text, at, first.Start - at);
            Article(result, to);
            result.Append(char.IsUpper(text[first.Start]) ? char.ToUpperInvariant(to[0]) + to[1..] : to);
            at = last.End;
            i += entry.From.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static void Article(System.Text.StringBuilder before, string next)
    {
        var wantsAn = ("aeio".Contains(next[0]) || (next[0] == 'u' && !next.StartsWith("uti", StringComparison.Ordinal) && !next.StartsWith("use", StringComparison.Ordinal) && !next.StartsWith("usual", StringComparison.Ordinal)))
            && !next.StartsWith("one", StringComparison.Ordinal);
        if (EndsWith(" a ") && wantsAn)
        {
            before.Insert(before.Length - 1, 'n');
        }
        else if (EndsWith(" an ") && !wantsAn)
        {
            before.Remove(before.Length - 2, 1);
        }

        bool EndsWith(string end)
        {
            var start = before.Length - end.Length;
            for (var i = 0; i < end.Length; i++)
            {
                if (start + i < 0 ? i > 0 : char.ToLowerInvariant(before[start + i]) != end[i])
                {
                    return false;
                }
            }

            return true;
        }
    }

    private void Add(string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var (formal, informal) = (Forms(parts[0]), parts[1].Split('/').Select(Forms).ToArray());
        var conditions = parts.Length > 2 ? parts[2].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        for (var form = 0; form < formal.Length; form++)
        {
            string[] others = [.. informal.Select(alternative => alternative[form])];
            if (!conditions.Contains(">"))
            {
                Add(_informal, formal[form], others, conditions, form);
            }

            if (!conditions.Contains("<"))
            {
                foreach (var other in others)
                {
                    Add(_formal, other, [formal[form]], conditions, form);
                }
            }
        }

        static string[] Forms(string part) => part.Split(',', StringSplitOptions.TrimEntries);
    }

    private static void Add(Dictionary<string, List<StyleEntry>> entries, string from, string[] to, string[] conditions, int form)
    {
        var words = from.Split(' ');
        string[]? Words(string name) => conditions.FirstOrDefault(c => c.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Split(',');
        var entry = new StyleEntry(words, to)
        {
            After = conditions.Contains("v") && words.Length == 1 && form < 2 ? (form == 0 ? VerbSigns : SubjectSigns) : Words("prev="),
            NotAfter = Words("!prev="),
            Before = Words("next="),
            NotBefore = Words("!next="),
            BeforeNumber = conditions.Contains("number"),
        };
        if (!entries.TryGetValue(words[0].ToLowerInvariant(), out var list))
        {
            entries[words[0].ToLowerInvariant()] = list = [];
        }

        list.Insert(Math.Max(0, list.FindIndex(other => other.From.Length < words.Length) is var at and >= 0 ? at : list.Count), entry);
    }
}

/// <summary>One replacement and where it may be made.</summary>
/// <param name="From">The words, in lower case.</param>
/// <param name="To">What may stand instead.</param>
internal sealed record StyleEntry(string[] From, string[] To)
{
    /// <summary>One of these must stand before it; null for anything.</summary>
    public string[]? After { get; init; }

    /// <summary>None of these may stand before it.</summary>
    public string[]? NotAfter { get; init; }

    /// <summary>One of these must follow.</summary>
    public string[]? Before { get; init; }

    /// <summary>None of these may follow.</summary>
    public string[]? NotBefore { get; init; }

    /// <summary>Whether a number must follow.</summary>
    public bool BeforeNumber { get; init; }

    /// <summary>Whether the words stand at this place, one space between them, are no name, and have the right neighbours.</summary>
    public bool Fits(string text, IReadOnlyList<StyleWord> words, int at)
    {
        if (at + From.Length > words.Count)
        {
            return false;
        }

        for (var i = 0; i < From.Length; i++)
        {
            var word = words[at + i];
            if (!string.Equals(word.Lower, From[i], StringComparison.OrdinalIgnoreCase)
                || (i > 0 && (word.Start != words[at + i - 1].End + 1 || text[word.Start - 1] != ' '))
                || (char.IsUpper(text[word.Start]) && !(i == 0 && word.StartsSentence)))
            {
                return false;
            }
        }

        var last = words[at + From.Length - 1];
        var previous = at > 0 && words[at - 1].End == words[at].Start - 1 && text[words[at].Start - 1] == ' ' ? words[at - 1].Lower : null;
        var next = at + From.Length < words.Count && words[at + From.Length].Start == last.End + 1 && text[last.End] == ' '
            ? words[at + From.Length].Lower : null;
        return !IsInName(text, words[at].Start, last.End)
            && (After is null || (previous is not null && After.Contains(previous)) || (words[at].StartsSentence && After.Contains("please")))
            && (NotAfter is null || previous is null || !NotAfter.Contains(previous))
            && (Before is null || (next is not null && Before.Contains(next)))
            && (NotBefore is null || next is null || !NotBefore.Contains(next))
            && (!BeforeNumber || (next is not null && char.IsAsciiDigit(next[0])));
    }

    /// <summary>Whether a word is a part of something longer, such as <c>put_up</c>, <c>look.at</c> or <c>well-made</c>.</summary>
    private static bool IsInName(string text, int start, int end) =>
        (start > 0 && "-_./=[@\\'&".Contains(text[start - 1]))
        || (end < text.Length && ("-_(=[/\\@&".Contains(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))));
}

/// <summary>A word in a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Behind its last letter.</param>
/// <param name="Lower">In lower case.</param>
/// <param name="StartsSentence">Whether it begins the text, a line or a sentence.</param>
internal readonly record struct StyleWord(int Start, int End, string Lower, bool StartsSentence)
{
    /// <summary>The words of a text: letters and digits, with apostrophes between them.</summary>
    public static List<StyleWord> Split(string text)
    {
        var words = new List<StyleWord>();
        var starts = true;
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                starts = starts || text[i] is '.' or '!' or '?' or '\n' or ':';
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || (text[i] is '\'' or '’' && i + 1 < text.Length && char.IsLetter(text[i + 1]))))
            {
                i++;
            }

            words.Add(new StyleWord(start, i, text[start..i].Replace('’', '\'').ToLower(CultureInfo.InvariantCulture), starts));

            // A list's number does not end the line's beginning.
            starts = starts && char.IsAsciiDigit(text[start]) && i < text.Length && text[i] is '.' or ')';
        }

        return words;
    }
}
