namespace TreasureMarkers.Markers.Measurement;

/// <summary>
/// Whether an answer is whole, between 0 and 1. Prose must end with a sentence mark; a bare label or number need not where
/// the task asks for one; a list's last item must end as the others do; brackets and fences must close; a text that breaks
/// off at a colon, comma, hyphen or opening bracket is hardly complete at all.
/// </summary>
internal static class TextCompleteness
{
    private const string Closers = "\"'”’»“)]}*_`」』）】";
    private const string Marks = ".!?。！？।؟۔｡";
    private const string Cuts = ":,;-–—(/、，：；،=+&";
    private const double CutOff = 0.1;
    private const double NoMark = 0.2;

    /// <summary>The share.</summary>
    public static double Of(ReadOnlySpan<char> answer, AnswerRequest request)
    {
        var text = answer.Trim();
        var end = request.Format switch
        {
            null when request.IsCode => 1,
            null or "ChainOfThought" or "Markdown" => Prose(text, request),
            "Enumeration" => List(text),
            "JSON" => text[^1] is '}' or ']' or '`' ? 1 : CutOff,
            "XML" => text[^1] is '>' or '`' ? 1 : CutOff,
            "Tabular" => text[^1] == '|' ? 1 : CutOff,
            _ => 1,
        };
        return end * Closed(text, request.IsCode) * Enough(text, request);
    }

    private static double Prose(ReadOnlySpan<char> text, AnswerRequest request)
    {
        var line = text[(text.LastIndexOf('\n') + 1)..].Trim();
        if (request.Format == "Markdown" && (line.StartsWith("```") || IsItem(line) || line[0] is '#' or '|'))
        {
            return line[0] == '#' ? CutOff : List(text);
        }

        var bare = text.TrimEnd(Closers);
        return bare.Length == 0 ? CutOff
            : bare.EndsWith("..") || bare[^1] == '…' ? 0.4
            : Marks.Contains(bare[^1]) ? Begins(bare)
            : Cuts.Contains(text[^1]) && text.Contains(' ') ? CutOff
            : char.IsLetterOrDigit(bare[^1]) ? Unmarked(bare, request)
            : 0.8;
    }

    /// <summary>A sentence begins with a capital; that a name does not is common, so it counts little.</summary>
    private static double Begins(ReadOnlySpan<char> text) => char.IsLower(text[0]) ? 0.93 : 1;

    private static double Unmarked(ReadOnlySpan<char> text, AnswerRequest request)
    {
        var words = text.Count(' ') + text.Count('\n') + 1;
        var isLabel = words <= 12 && text.Length <= (request.IsDense ? 40 : 90) && !HasInnerSentence(text);
        var wantsSentence = request.Task is "Translation" or "Rewrite" && EndsWithMark(request.Prompt);
        return !isLabel || wantsSentence ? NoMark
            : request.Task is "OpenEnded" or "Explanation" or "CreativeWriting" or "Reasoning" or "Summarization" ? 0.6
            : 1;
    }

    private static bool HasInnerSentence(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (Marks.Contains(text[i]) && (text[i + 1] == ' ' || text[i] > '\u3000') && char.IsLetter(text[i - 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWithMark(string text) => text.AsSpan().TrimEnd(Closers) is { Length: > 0 } bare && Marks.Contains(bare[^1]);

    private static double List(ReadOnlySpan<char> text)
    {
        var (marked, items) = (0, 0);
        var last = ReadOnlySpan<char>.Empty;
        foreach (var line in text.EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.Length > 0)
            {
                last = trimmed;
                items++;
                marked += Marks.Contains(trimmed[^1]) ? 1 : 0;
            }
        }

        var lastIsMarked = Marks.Contains(last[^1]);
        return Cuts.Contains(last[^1]) ? CutOff : lastIsMarked || items < 3 || marked * 5 < (items - 1) * 4 ? 1 : NoMark;
    }

    private static bool IsItem(ReadOnlySpan<char> line) =>
        line.Length > 2 && (line[0] is '-' or '*' or '•' or '+' || (char.IsAsciiDigit(line[0]) && line.IndexOfAny(". )") is 1 or 2));

    private static double Closed(ReadOnlySpan<char> text, bool isCode)
    {
        var (round, square, curly) = (0, 0, 0);
        foreach (var c in text)
        {
            round += c is '(' or '（' ? 1 : c is ')' or '）' && round > 0 ? -1 : 0;
            square += c == '[' ? 1 : c == ']' && square > 0 ? -1 : 0;
            curly += c == '{' ? 1 : c == '}' && curly > 0 ? -1 : 0;
        }

        var open = (round > 0 ? 1 : 0) + (square > 0 ? 1 : 0) + (curly > 0 ? 1 : 0);
        var fence = !isCode && text.Count("```") % 2 == 1;
        return Math.Pow(0.6, open) * (fence ? 0.4 : 1);
    }

    /// <summary>A translation of a long text is not a few words, and neither is an explanation.</summary>
    private static double Enough(ReadOnlySpan<char> text, AnswerRequest request)
    {
        const int Instruction = 60;
        var length = text.Length * (request.IsDense ? 2.5 : 1);
        var tooShort = request.Task is "Translation" or "Rewrite" or "CodeFix" or "CodeTranslation"
            ? length < 0.3 * (request.Prompt.Length - Instruction)
            : request.Task is "Explanation" or "OpenEnded" or "CreativeWriting" or "Reasoning" && length < 15;
        return tooShort ? 0.5 : 1;
    }
}
