using System.Globalization;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// Where byte-level text is cut into the pieces inside which tokens merge. Each rule is a regular expression of Hugging Face's files,
/// matched by <see cref="TextSplitter"/> without a regular expression engine: .NET's sees the halves of characters beyond the basic
/// plane and has no equal of Oniguruma's case folding ('ſ is a contraction to it), and a loop over classes of characters is faster.
/// </summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Pattern">The regular expression as the files have it.</param>
internal sealed record SplitRule(string Name, string Pattern)
{
    private const string Spaces = @"\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>The rule of the tokenizers trained here, made of alternatives that ONNX Runtime GenAI matches as engines do.</summary>
    public static SplitRule TreasureMarkers { get; } =
        new("TreasureMarkers", @"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+") { TakesAnyLead = true, MostDigits = 1 };

    /// <summary>GPT-2's, which a ByteLevel pre-tokenizer does by itself.</summary>
    public static SplitRule Gpt2 { get; } =
        new("GPT-2", @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
        {
            Contractions = true,
            MostDigits = int.MaxValue,
            TakesSpaceBeforeDigits = true,
        };

    /// <summary>Llama 3's.</summary>
    public static SplitRule Llama3 { get; } =
        new("Llama 3", @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + Spaces)
        {
            Contractions = true,
            IgnoresCase = true,
            TakesAnyLead = true,
            MostDigits = 3,
            KeepsNewlines = true,
        };

    /// <summary>Qwen2's, 2.5's and 3's.</summary>
    public static SplitRule Qwen2 { get; } =
        new("Qwen2", @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + Spaces)
        {
            Contractions = true,
            IgnoresCase = true,
            TakesAnyLead = true,
            MostDigits = 1,
            KeepsNewlines = true,
        };

    /// <summary>Mistral Nemo's, called tekken: words are cut before a capital that follows a small letter.</summary>
    public static SplitRule Tekken { get; } =
        new(
            "tekken",
            @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
            + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
            + @"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|" + Spaces)
        {
            TakesAnyLead = true,
            CutsAtCapitals = true,
            MostDigits = 1,
            KeepsNewlines = true,
        };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SplitRule> All { get; } = [TreasureMarkers, Gpt2, Llama3, Qwen2, Tekken];

    /// <summary>Whether 's, 're and their like are pieces.</summary>
    public bool Contractions { get; private init; }

    /// <summary>Whether contractions may be capitals.</summary>
    public bool IgnoresCase { get; private init; }

    /// <summary>Whether a word takes any one character before it that is no line break and no digit; if not, a space.</summary>
    public bool TakesAnyLead { get; private init; }

    /// <summary>Whether a word ends before a capital that follows a small letter.</summary>
    public bool CutsAtCapitals { get; private init; }

    /// <summary>How many digits a piece may have.</summary>
    public int MostDigits { get; private init; }

    /// <summary>Whether digits take a space before them.</summary>
    public bool TakesSpaceBeforeDigits { get; private init; }

    /// <summary>Whether line breaks go with the signs before them, and with the white space before them.</summary>
    public bool KeepsNewlines { get; private init; }
}

/// <summary>Cuts text into pieces by a rule, over whole characters.</summary>
internal readonly struct TextSplitter(SplitRule rule, bool splitsDigits)
{
    private static readonly CharacterClass[] Classes =
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => ClassOf(CharUnicodeInfo.GetUnicodeCategory((char)c), (char)c))];

    // The letters' classes stand together.
    private enum CharacterClass : byte
    {
        Sign,
        Mark,
        Capital,
        Small,
        OtherLetter,
        Digit,
        Space,
        Newline,
    }

    /// <summary>What takes a piece of the text; pieces come in order and cover the text.</summary>
    public delegate void PieceAction<TState>(ReadOnlySpan<char> piece, TState state);

    /// <summary>Hands every piece to <paramref name="action"/>.</summary>
    public void Split<TState>(ReadOnlySpan<char> text, TState state, PieceAction<TState> action)
    {
        while (!text.IsEmpty)
        {
            var stretch = splitsDigits ? ToDigit(text) : text.Length;
            for (var rest = text[..stretch]; !rest.IsEmpty;)
            {
                var length = NextLength(rest);
                action(rest[..length], state);
                rest = rest[length..];
            }

            text = text[stretch..];
        }
    }

    private static CharacterClass ClassOf(UnicodeCategory category, char c) => category switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClass.Capital,
        UnicodeCategory.LowercaseLetter => CharacterClass.Small,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.OtherLetter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Digit,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterClass.Mark,
        _ when c is '\r' or '\n' => CharacterClass.Newline,
        _ when char.IsWhiteSpace(c) => CharacterClass.Space,
        _ => CharacterClass.Sign,
    };

    /// <summary>The class of the character at a place, and its length in UTF-16.</summary>
    private static CharacterClass At(ReadOnlySpan<char> text, int at, out int length)
    {
        length = 1;
        if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
        {
            // Half a character is a sign, as U+FFFD is, which it becomes.
            return Classes[text[at]];
        }

        length = 2;
        return ClassOf(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[at], text[at + 1])), default);
    }

    private static bool IsLetter(CharacterClass value) => value is >= CharacterClass.Capital and <= CharacterClass.OtherLetter;

    // \p{Lu}, \p{Lt}, \p{Lm}, \p{Lo}, \p{M}
    private static bool MayBegin(CharacterClass value) =>
        value is CharacterClass.Capital or CharacterClass.OtherLetter or CharacterClass.Mark;

    // \p{Ll}, \p{Lm}, \p{Lo}, \p{M}
    private static bool MayEnd(CharacterClass value) =>
        value is CharacterClass.Small or CharacterClass.OtherLetter or CharacterClass.Mark;

    /// <summary>How far it is to where the next digit begins or, at a digit, ends.</summary>
    private static int ToDigit(ReadOnlySpan<char> text)
    {
        if (At(text, 0, out var length) == CharacterClass.Digit)
        {
            return length;
        }

        while (length < text.Length && At(text, length, out var next) != CharacterClass.Digit)
        {
            length += next;
        }

        return length;
    }

    /// <summary>The length of the piece with which the text begins.</summary>
    private int NextLength(ReadOnlySpan<char> text)
    {
        var length = rule.Contractions ? Contraction(text) : 0;
        length = length > 0 ? length : rule.CutsAtCapitals ? CapitalizedWord(text) : Word(text);
        length = length > 0 ? length : Digits(text);
        length = length > 0 ? length : Signs(text);
        return length > 0 ? length : WhiteSpace(text);
    }

    private int Contraction(ReadOnlySpan<char> text)
    {
        if (text[0] != '\'' || text.Length < 2)
        {
            return 0;
        }

        var (first, second) = (Fold(text[1]), text.Length > 2 ? Fold(text[2]) : '\0');
        return (first, second) is ('s' or 't' or 'm' or 'd', _) ? 2 : (first, second) is ('r' or 'v', 'e') or ('l', 'l') ? 3 : 0;
    }

    private char Fold(char c) => !rule.IgnoresCase ? c : c == '\u017F' ? 's' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;

    /// <summary><c>[^\r\n\p{L}\p{N}]?\p{L}+</c> or <c> ?\p{L}+</c></summary>
    private int Word(ReadOnlySpan<char> text)
    {
        var lead = LeadLength(text);
        var end = lead;
        while (end < text.Length && IsLetter(At(text, end, out var length)))
        {
            end += length;
        }

        return end > lead ? end : 0;
    }

    private int LeadLength(ReadOnlySpan<char> text)
    {
        var value = At(text, 0, out var length);
        return (rule.TakesAnyLead ? value is CharacterClass.Sign or CharacterClass.Mark or CharacterClass.Space : text[0] == ' ') ? length : 0;
    }

    /// <summary>tekken's two alternatives for words: the first with and without its lead, then the second.</summary>
    private int CapitalizedWord(ReadOnlySpan<char> text)
    {
        var lead = LeadLength(text);
        var length = CapitalsThenSmall(text, lead, out var capitals);
        length = length > 0 || lead == 0 ? length : CapitalsThenSmall(text, 0, out _);
        return length > 0 ? length : capitals > lead ? capitals : 0;
    }

    /// <summary>Where <c>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+</c> ends, or 0.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it is to begin.</param>
    /// <param name="capitals">Where its first part ends.</param>
    private static int CapitalsThenSmall(ReadOnlySpan<char> text, int start, out int capitals)
    {
        var (lastEnd, length) = (0, 0);
        for (capitals = start; capitals < text.Length && At(text, capitals, out length) is var value && MayBegin(value); capitals += length)
        {
            // The first part gives back what the second needs: its last character of both kinds.
            lastEnd = MayEnd(value) ? capitals + length : lastEnd;
        }

        var end = capitals;
        while (end < text.Length && MayEnd(At(text, end, out length)))
        {
            end += length;
        }

        return end > capitals ? end : lastEnd;
    }

    /// <summary><c>\p{N}</c>, <c>\p{N}{1,3}</c> or <c> ?\p{N}+</c></summary>
    private int Digits(ReadOnlySpan<char> text)
    {
        var lead = rule.TakesSpaceBeforeDigits && text[0] == ' ' ? 1 : 0;
        var end = lead;
        for (var count = 0; count < rule.MostDigits && end < text.Length && At(text, end, out var length) == CharacterClass.Digit; count++)
        {
            end += length;
        }

        return end > lead ? end : 0;
    }

    /// <summary><c> ?[^\s\p{L}\p{N}]+</c>, with <c>[\r\n]*</c> or tekken's <c>[\r\n/]*</c> behind it.</summary>
    private int Signs(ReadOnlySpan<char> text)
    {
        var lead = text[0] == ' ' ? 1 : 0;
        var end = lead;
        while (end < text.Length && At(text, end, out var length) is CharacterClass.Sign or CharacterClass.Mark)
        {
            end += length;
        }

        if (end == lead)
        {
            return 0;
        }

        while (rule.KeepsNewlines && end < text.Length && (text[end] is '\r' or '\n' || (rule.CutsAtCapitals && text[end] == '/')))
        {
            end++;
        }

        return end;
    }

    /// <summary><c>\s*[\r\n]+</c> where the rule has it, then <c>\s+(?!\S)|\s+</c>; white space lies in the basic plane.</summary>
    private int WhiteSpace(ReadOnlySpan<char> text)
    {
        var (end, newlines) = (0, 0);
        for (; end < text.Length && Classes[text[end]] is CharacterClass.Space or CharacterClass.Newline; end++)
        {
            newlines = Classes[text[end]] == CharacterClass.Newline ? end + 1 : newlines;
        }

        return rule.KeepsNewlines && newlines > 0 ? newlines : end == text.Length || end == 1 ? end : end - 1;
    }
}
