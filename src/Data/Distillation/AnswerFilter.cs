using System.Text.RegularExpressions;
using TreasureMarkers.Data.Building;

namespace TreasureMarkers.Data.Distillation;

/// <summary>Decides which sampled answers become rows.</summary>
/// <param name="excluded">What prompts and answers may not come near to.</param>
/// <param name="keepsCut">
/// Whether an answer that did not end, or that goes round in circles, is kept up to the end of a sentence: its last whole one, or the last
/// before the circles. What is kept so counts as not ended.
/// </param>
internal sealed partial class AnswerFilter(ExcludedTexts excluded, bool keepsCut)
{
    /// <summary>Of an answer that did not end, so much has to be left when its last, broken sentence is gone.</summary>
    private const double LeastOfCut = 0.6;

    /// <summary>What stands before the circles has to be so long, in characters, and may repeat no more than this share.</summary>
    private const int LeastBeforeCircles = 160;

    private const double MostBeforeCircles = 0.1;

    /// <summary>The answer as it is used, with white space taken off its ends, or the reason why it is not. Safe for several threads.</summary>
    public (DistilledAnswer? Answer, string? Fault) Judge(DistilledAnswer answer)
    {
        var (text, ended) = (answer.Completion.Trim(), answer.Ended);
        if (!ended)
        {
            var whole = keepsCut ? Ends(text).Select(end => text[..end]).FirstOrDefault() : null;
            if (whole is null || whole.Length < LeastOfCut * text.Length)
            {
                return (null, "not ended");
            }

            text = whole;
        }

        if (keepsCut && IsCircular(text, WordRepetition.Most)
            && Ends(text).TakeWhile(end => end >= LeastBeforeCircles).Select(end => text[..end]).FirstOrDefault(part => !IsCircular(part, MostBeforeCircles)) is { } before)
        {
            (text, ended) = (before, false);
        }

        var fault = text.Length == 0 || !text.Any(char.IsLetterOrDigit) ? "empty"
            : text.Contains('\uFFFD', StringComparison.Ordinal) || Controls().IsMatch(text) ? "control text"
            : Refusal().IsMatch(text) ? "a refusal"
            : IsCircular(text, WordRepetition.Most) ? "repeats itself"
            : excluded.Covers(answer.Prompt, text) ? "near to what is excluded"
            : string.Equals(text, answer.Prompt, StringComparison.OrdinalIgnoreCase) ? "the prompt again"
            : null;
        return fault is null ? (answer with { Completion = text, Ended = ended }, null) : (null, fault);
    }

    private static bool IsCircular(string text, double most) => WordRepetition.Of(text) > most || WordRepetition.HasRun(text) || WordRepetition.OfLines(text) > most;

    /// <summary>The places behind whole sentences and paragraphs, the last one first; none of them inside of code.</summary>
    private static IEnumerable<int> Ends(string text)
    {
        var ticks = text.Count(c => c == '`');
        for (var end = text.Length; end > 0; end--)
        {
            var isSentence = text[end - 1] is '.' or '!' or '?' && (end == text.Length || char.IsWhiteSpace(text[end])) && !(end > 1 && char.IsDigit(text[end - 2]));
            var isParagraph = end < text.Length - 1 && text[end] == '\n' && text[end + 1] == '\n' && text[end - 1] != ':';
            if ((isSentence || isParagraph) && ticks % 2 == 0)
            {
                yield return end;
            }

            ticks -= text[end - 1] == '`' ? 1 : 0;
        }
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
