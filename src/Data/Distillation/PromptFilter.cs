using System.Text.RegularExpressions;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Distillation;

/// <summary>
/// Decides which of the prompts that a model wrote are asked: whole, in English, asking for something that is there, unlike those before and
/// unlike what is excluded. The order decides, so that a run that goes on chooses as one that was never stopped.
/// </summary>
/// <param name="excluded">What prompts may not come near to.</param>
internal sealed partial class PromptFilter(ExcludedTexts excluded)
{
    private const int Shortest = 12;
    private const int Longest = 1500;
    private const int FirstWords = 6;
    private const int MostWithSameFirstWords = 3;
    private const int WindowSize = 4;
    private const double MostOfWindowsKnown = 0.6;

    /// <summary>Of accepted prompts, no more than this share is longer than <see cref="Long"/> or has several lines.</summary>
    private const double MostLong = 0.25;

    private const int Long = 220;

    private readonly HashSet<ulong> _known = [];
    private readonly Dictionary<string, int> _firstWords = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<ulong> _windows = [];
    private int _accepted;
    private int _long;

    /// <summary>How many prompts were left out, by the reason.</summary>
    public SortedDictionary<string, int> LeftOut { get; } = new(StringComparer.Ordinal);

    /// <summary>The reason why a prompt cannot be asked whatever stands beside it, or null. Safe for several threads.</summary>
    public string? Fault(DistilledPrompt candidate)
    {
        var text = candidate.Prompt;
        return !candidate.Ended ? "not ended"
            : text.Length < Shortest ? "too short"
            : text.Length > Longest ? "too long"
            : Controls().IsMatch(text) ? "control text"
            : !char.IsLetter(text[0]) && text[0] is not ('"' or '\'' or '“') ? "begins oddly"
            : Answers().IsMatch(text) ? "an answer"
            : !Asks().IsMatch(text) ? "asks nothing"
            : text.Count(c => c == '"') % 2 == 1 ? "a quotation without its end"
            : Placeholder().IsMatch(text) ? "a placeholder"
            : WordRepetition.Of(text) > WordRepetition.Most || WordRepetition.HasRun(text) ? "repeats itself"
            : IsWithoutItsText(text) ? "speaks of a text that is not there"
            : LanguageIdentifier.Default.Identify(text) is not { Language: "English", Probability: > 0.8 } ? "not English"
            : excluded.Covers(text, "") ? "near to what is excluded"
            : null;
    }

    /// <summary>Takes a prompt without a <see cref="Fault"/>, unless it is like one that was taken.</summary>
    public bool Take(string text)
    {
        var reason = Likeness(text);
        if (reason is not null)
        {
            LeftOut[reason] = LeftOut.GetValueOrDefault(reason) + 1;
            return false;
        }

        _accepted++;
        _long += IsLong(text) ? 1 : 0;
        return true;
    }

    /// <summary>Counts a prompt with a fault.</summary>
    public void Leave(string fault) => LeftOut[fault] = LeftOut.GetValueOrDefault(fault) + 1;

    private static bool IsLong(string text) => text.Length > Long || text.Contains('\n', StringComparison.Ordinal);

    private static bool IsWithoutItsText(string text)
    {
        var match = Missing().Match(text);
        // What comes behind a colon or on further lines, or stands in quotation marks, is the text that is spoken of.
        return match.Success && text[(match.Index + match.Length)..] is var rest && rest.Length < 400
            && (rest.IndexOfAny([':', '\n', '"', '“', '`']) is var start and >= 0 ? rest.Length - start : 0) < 25;
    }

    private string? Likeness(string text)
    {
        if (IsLong(text) && _long > MostLong * (_accepted + 20))
        {
            return "long, of which there are enough";
        }

        if (!_known.Add(ContentWindows.OfSize(int.MaxValue - 1, text)[0]))
        {
            return "there already";
        }

        var windows = ContentWindows.OfSize(WindowSize, text);
        if (windows.Count(_windows.Contains) > MostOfWindowsKnown * windows.Count)
        {
            return "like others";
        }

        var first = string.Join(' ', text.Split((char[]?)null, FirstWords + 1, StringSplitOptions.RemoveEmptyEntries).Take(FirstWords));
        var count = _firstWords[first] = _firstWords.GetValueOrDefault(first) + 1;
        if (count > MostWithSameFirstWords)
        {
            return "begins like others";
        }

        _windows.UnionWith(windows);
        return null;
    }

    [GeneratedRegex(@"<\||\|>|</?s>|�|^(user|human|assistant|system|question|answer|prompt|instruction)\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Controls();

    /// <summary>What an assistant says and no user does.</summary>
    [GeneratedRegex(
        @"^(sure|certainly|of course|absolutely|great question|here('s| is| are)|i'm sorry|i apologi[sz]e|sorry,|as an ai|you're welcome|i'd be happy|i'll be happy|i can help|thank you for)\b"
        + @"|\bas an ai\b|\bhow (can|may) i (help|assist) you\b|\bi('m| am) here to help\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Answers();

    [GeneratedRegex(
        @"\?|\b(please|help me|tell me|give me|show me|teach me|let me know|explain|describe|i need|i want|i would like|i'd like|looking for)\b"
        + @"|^(advise|analy[sz]e|argue|assess|brainstorm|build|calculate|choose|classify|come up|compare|complete|compose|compute|consider|construct|convert|convince|create|define|"
        + @"demonstrate|design|determine|develop|discuss|draft|evaluate|examine|find|fix|generate|identify|imagine|implement|list|make|name|outline|plan|predict|prepare|pretend|"
        + @"propose|prove|provide|recommend|research|retell|sketch|solve|suggest|summari[sz]e|translate|use|write)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Asks();

    [GeneratedRegex(@"\[[^\]\d]{2,40}\]|\{[a-z_ ]{2,30}\}|<[a-z_ ]{2,30}>|_{3,}|\bX{3,}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex(
        @"\b((the|this|these|that|a|my|your|our|an) )?(following|given|provided|above|below|attached|previous|preceding)\b(?! (a|up|in|me|us|him|them|that|to|for|by|your|the rules|as)\b)"
        + @"|\b(this|the|that|these|those|my) (text|passage|paragraph|article|sentence|sentences|essay|story|poem|email|letter|code|function|snippet|document|image|picture|photo|graph|table|diagram|chart|figure|list|dataset|data set|conversation|dialogue|excerpt|equation|problem|scenario|recipe|product|file|statement|statements)( (below|above|here))?\s*[:.?!,]"
        + @"|\b(summari[sz]e|rewrite|rephrase|paraphrase|proofread|edit|translate|correct|classify|analy[sz]e) (this|the|it|these|my)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Missing();
}
