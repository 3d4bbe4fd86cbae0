using System.Text.RegularExpressions;
using TreasureMarkers.Data.Building;

namespace TreasureMarkers.Data.Distillation;

/// <summary>Decides which sampled answers become rows.</summary>
/// <param name="excluded">What prompts and answers may not come near to.</param>
/// <param name="keepsCut">Whether an answer that did not end is kept up to the end of its last whole sentence or paragraph.</param>
internal sealed partial class AnswerFilter(ExcludedTexts excluded, bool keepsCut)
{
    /// <summary>Of an answer that did not end, so much has to be left when its last, broken sentence is gone.</summary>
    private const double LeastOfCut = 0.6;

    /// <summary>The answer as it is used, with white space taken off its ends, or the reason why it is not. Safe for several threads.</summary>
    public (DistilledAnswer? Answer, string? Fault) Judge(DistilledAnswer answer)
    {
        var text = answer.Completion.Trim();
        if (!answer.Ended)
        {
            if (!keepsCut || WholeSentences(text) is not { } whole)
            {
                return (null, "not ended");
            }

            text = whole;
        }

        var fault = text.Length == 0 || !text.Any(char.IsLetterOrDigit) ? "empty"
            : text.Contains('\uFFFD', StringComparison.Ordinal) || Controls().IsMatch(text) ? "control text"
            : Refusal().IsMatch(text) ? "a refusal"
            : Repetition.Of(text) > Repetition.Most || Repetition.HasRun(text) || Repetition.OfLines(text) > Repetition.Most ? "repeats itself"
            : excluded.Covers(answer.Prompt, text) ? "near to what is excluded"
            : string.Equals(text, answer.Prompt, StringComparison.OrdinalIgnoreCase) ? "the prompt again"
            : null;
        return fault is null ? (answer with { Completion = text }, null) : (null, fault);
    }

    /// <summary>A text without its last sentence, which is broken off; null where too little would be left.</summary>
    private static string? WholeSentences(string text)
    {
        var end = text.Length - 1;
        while (end > 0 && !((text[end] is '.' or '!' or '?' && text[end - 1] is not (>= '0' and <= '9') && (end + 1 == text.Length || char.IsWhiteSpace(text[end + 1])))
            || (text[end] == '\n' && text[end - 1] == '\n')))
        {
            end--;
        }

        var whole = text[..(end + 1)].TrimEnd();
        return whole.Length >= LeastOfCut * text.Length && whole.Count(c => c == '`') % 2 == 0 ? whole : null;
    }

    [GeneratedRegex(@"<\||\|>", RegexOptions.CultureInvariant)]
    private static partial Regex Controls();

    /// <summary>A small model refuses at random, mostly what it could answer.</summary>
    [GeneratedRegex(
        @"^(i('m| am) (sorry|afraid|unable|not able)|i apologi[sz]e|sorry|i (cannot|can't|don't have (access|the ability|personal)|do not have (access|the ability)))\b"
        + @"|\b(as|i('m| am)) (just )?an? ([a-z]+ )?(ai|chatbot|language model|digital assistant)\b|\ban ai (assistant|designed|model)\b"
        + @"|\bsorry for (any|the|your) (confusion|misunderstanding|loss|inconvenience)\b|\bsmollm\b|\bhugging face\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refusal();
}
