using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Writing;

/// <summary>
/// How a language is written: its script, what ends a sentence, and what stands between sentences and between the items of a list.
/// </summary>
internal sealed class LanguageStyle
{
    /// <summary>What ends a sentence or introduces a text in any of the languages; Greek also has the semicolon.</summary>
    private const string EndMarks = ".!?…:。！？：؟।۔";

    private static readonly char[] HastyEnds = ['.', '!', '?', ' ', '。', '！', '？', '؟', '।', ';'];

    private readonly string _language;

    private LanguageStyle(string language, WritingScript script, string fullStop, string betweenSentences, string betweenItems)
    {
        _language = language;
        Script = script;
        FullStop = fullStop;
        BetweenSentences = betweenSentences;
        BetweenItems = betweenItems;
    }

    /// <summary>The script; for Japanese kana, which its running text always has.</summary>
    public WritingScript Script { get; }

    /// <summary>The mark at the end of a statement.</summary>
    public string FullStop { get; }

    /// <summary>What parts two sentences: a space, or nothing in scripts without spaces.</summary>
    public string BetweenSentences { get; }

    /// <summary>What parts the items of a list in running text.</summary>
    public string BetweenItems { get; }

    /// <summary>Whether the script tells capital letters from small ones.</summary>
    public bool HasCase => Script is WritingScript.Latin or WritingScript.Greek or WritingScript.Cyrillic;

    /// <summary>The style of a language; an unknown one is written as English is.</summary>
    /// <param name="language">The taxonomy's name.</param>
    public static LanguageStyle Of(string language) => language switch
    {
        "Japanese" => new(language, WritingScript.Kana, "。", "", "、"),
        "Chinese" => new(language, WritingScript.Han, "。", "", "、"),
        "Arabic" or "Persian" => new(language, WritingScript.Arabic, ".", " ", "، "),
        "Hindi" => new(language, WritingScript.Devanagari, "।", " ", ", "),
        "Hebrew" => new(language, WritingScript.Hebrew, ".", " ", ", "),
        "Korean" => new(language, WritingScript.Hangul, ".", " ", ", "),
        "Greek" => new(language, WritingScript.Greek, ".", " ", ", "),
        "Russian" or "Ukrainian" => new(language, WritingScript.Cyrillic, ".", " ", ", "),
        _ => new(language, WritingScript.Latin, ".", " ", ", "),
    };

    /// <summary>The text with a capital first letter, where the script has such and the first word is a plain one.</summary>
    public string Capitalize(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return HasCase && IsPlain(text.AsSpan(0, end > 0 ? end : text.Length)) ? Upper(text[0]) + text[1..] : text;
    }

    /// <summary>All letters small.</summary>
    public string Lower(string text) => (IsTurkish ? text.Replace('I', 'ı').Replace('İ', 'i') : text).ToLowerInvariant();

    /// <summary>
    /// A phrase such as a synopsis as a sentence: a capital first letter and a full stop, unless it ends with a mark already.
    /// </summary>
    public string Sentence(string phrase)
    {
        var text = Capitalize(phrase);
        return IsEnd(text[^1]) ? text : text + FullStop;
    }

    /// <summary>The text as people type it in haste: no marks around it.</summary>
    public static string WithoutMarks(string text) => text.TrimEnd(HastyEnds).TrimStart('¿', '¡');

    /// <summary>Whether an instruction ends with a colon, so that its text has to follow it.</summary>
    public static bool Introduces(string instruction)
    {
        ArgumentException.ThrowIfNullOrEmpty(instruction);
        return instruction[^1] is ':' or '：';
    }

    /// <summary>Whether a mark is as wide as a Han character, so that no space follows it.</summary>
    public static bool IsWide(char mark) => mark is >= '\u3001' and <= '\u303F' or >= '\uFF01' and <= '\uFF5E';

    private bool IsTurkish => _language == "Turkish";

    private bool IsEnd(char c) => EndMarks.Contains(c, StringComparison.Ordinal) || (c == ';' && Script == WritingScript.Greek);

    // Turkish has two letters i, each with a capital of its own.
    private string Upper(char c) => IsTurkish && c == 'i' ? "İ" : char.ToUpperInvariant(c).ToString();

    private static bool IsPlain(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsLower(c))
            {
                return false;
            }
        }

        return true;
    }
}
