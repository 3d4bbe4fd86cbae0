using System.Text.RegularExpressions;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// Whether a prompt says by itself what its answer is like: the language it is in, the format and the programming language. What it does
/// not say has to stand in the list, or the answer would have it for no reason.
/// </summary>
internal static partial class PromptCues
{
    /// <summary>Below this many characters the identifier is not asked, unless the script belongs to one language.</summary>
    private const int ShortestText = 15;

    private const double Sure = 0.9;

    /// <summary>What each language is called, in all languages.</summary>
    private static readonly Lazy<Dictionary<string, Regex>> Names = new(() => DataLanguage.All.ToDictionary(
        language => language.Name,
        language => Words(DataLanguage.All.Select(l => Phrases.For(l.Name)).SelectMany(p => new[] { p.NameOf(language.Name), p.Into(language.Name) }))));

    /// <summary>What each format is called in requests, in all languages.</summary>
    private static readonly Lazy<Dictionary<string, Regex>> Formats = new(() => AnswerFormat.All.ToDictionary(
        format => format,
        format => Words(DataLanguage.All.Select(l => Phrases.For(l.Name)).SelectMany(p => p.All("as." + format).Append(p.Word("refFormat", format))))));

    /// <summary>The categories of a draft that its prompt does not say.</summary>
    public static IEnumerable<string> Missing(RowDraft draft)
    {
        if (draft.Calls is not null)
        {
            yield break;
        }

        if (!AnswerMeasure.IsCode(draft.Task) && !SaysLanguage(draft))
        {
            yield return "lang";
        }

        if (draft.Format is { } format && !SaysFormat(draft.Prompt, format))
        {
            yield return "format";
        }

        // A program that is to be mended or explained shows its language.
        if (draft is { Task: "CodeGeneration" or "CodeTranslation", CodeType: { } code } && !SaysCode(draft.Prompt, code))
        {
            yield return "code_type";
        }
    }

    /// <summary>
    /// Whether the language of the answer is named, or is the one that the whole prompt is in: an instruction in one language about a text
    /// in another leaves it open, and so does a translation to no named language.
    /// </summary>
    internal static bool SaysLanguage(RowDraft draft)
    {
        if (Names.Value.TryGetValue(draft.Lang, out var names) && names.IsMatch(draft.Prompt))
        {
            return true;
        }

        if (draft.Task == "Translation")
        {
            return false;
        }

        var found = false;
        foreach (var part in Sentences().Split(CodeBlocks.Without(draft.Prompt)).Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            var guess = LanguageIdentifier.Default.Identify(part);
            var tells = guess.Probability > Sure && (part.Length >= ShortestText || guess.Probability == 1);
            if (tells && guess.Language != draft.Lang)
            {
                return false;
            }

            found |= tells;
        }

        return found;
    }

    /// <summary>Whether a prompt names a format, or shows the options to choose from.</summary>
    internal static bool SaysFormat(string prompt, string format) => format switch
    {
        "MCQAnswer" => Options().IsMatch(prompt),
        "ChainOfThought" => StepByStep().IsMatch(prompt),
        "Latex" => prompt.Contains("latex", StringComparison.OrdinalIgnoreCase),
        _ => Formats.Value[format].IsMatch(prompt),
    };

    private static bool SaysCode(string prompt, string code) => Regex.IsMatch(
        prompt,
        $@"(?<![\p{{L}}\p{{N}}]){(code switch
        {
            "cpp" => @"(c\+\+|cpp)",
            "csharp" => @"(c#|csharp|c sharp)",
            "go" => @"(go|golang)",
            "shell" => "(shell|bash|sh)",
            "javascript" => "(javascript|js|node)",
            "typescript" => "(typescript|ts)",
            _ => Regex.Escape(code),
        })}(?![\p{{L}}\p{{N}}#+])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Any of the words as whole ones; those of scripts without spaces wherever they stand.</summary>
    private static Regex Words(IEnumerable<string> words) => new(
        string.Join('|', words.Where(w => w.Length > 0).Distinct().OrderByDescending(w => w.Length).Select(w =>
            w[0] >= 0x2E80 ? Regex.Escape(w) : $@"(?<!\p{{L}}){Regex.Escape(w)}(?!\p{{L}})")),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled);

    [GeneratedRegex(@"(?<=[.!?:]\s|[。！？：])|\n", RegexOptions.CultureInvariant)]
    private static partial Regex Sentences();

    [GeneratedRegex(@"^\s*\(?[A-E1-5][).:]\s", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Options();

    [GeneratedRegex(@"\bstep[- ]by[- ]step\b|\bin steps\b|\bshow (the|your|all|each) (steps?|working)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StepByStep();
}
