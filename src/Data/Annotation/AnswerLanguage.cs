using System.Text.RegularExpressions;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Annotation;

/// <summary>
/// The language of a user's answer: from the answer without its code where that tells it; else, where the answer does not speak
/// against it, the prompt's, then what the user says (<c>--lang</c>), then the one that nearly all rows of the file have.
/// </summary>
internal static partial class AnswerLanguage
{
    private const double Sure = 0.9;

    /// <summary>What it takes to believe that a short answer is in another language than nearly all of its file.</summary>
    private const double VerySure = 0.995;

    /// <summary>The languages as requests name them.</summary>
    private const string Names =
        "English|French|Spanish|Italian|German|Portuguese|Japanese|Korean|Arabic|Chinese|Russian|Polish|Turkish|Vietnamese|Dutch|Czech|Indonesian|"
        + "Ukrainian|Romanian|Greek|Hindi|Hebrew|Persian|Englisch|Deutsch|Französisch|Spanisch|anglais|français|allemand|espagnol|español|inglés|"
        + "francés|alemán|italiano|inglese|tedesco|português|inglês|Nederlands|Engels|английск|русск|немецк|україн|polsk|angiel|češtin|angličtin";

    /// <summary>A shorter prompt is not enough to tell a language by itself.</summary>
    private const int ShortestPrompt = 20;

    private const int MostWordsOfName = 4;

    /// <summary>So many characters without kana are not Japanese.</summary>
    private const int EnoughHan = 20;

    /// <summary>Languages by the script that they alone or with others of the taxonomy have; all others are Latin.</summary>
    private static readonly Dictionary<WritingScript, string[]> Scripts = new()
    {
        [WritingScript.Cyrillic] = ["Russian", "Ukrainian"],
        [WritingScript.Arabic] = ["Arabic", "Persian"],
        [WritingScript.Han] = ["Chinese", "Japanese"],
        [WritingScript.Kana] = ["Japanese"],
        [WritingScript.Hangul] = ["Korean"],
        [WritingScript.Greek] = ["Greek"],
        [WritingScript.Hebrew] = ["Hebrew"],
        [WritingScript.Devanagari] = ["Hindi"],
    };

    private static readonly HashSet<string> NotLatin = [.. Scripts.Values.SelectMany(languages => languages)];

    /// <summary>The taxonomy's language, or null.</summary>
    /// <param name="prompt">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="otherwise">What a short answer's language is where neither it nor the prompt tells, or null.</param>
    public static string? Of(string prompt, string answer, string? otherwise = null)
    {
        if (AnswerMeasure.Language(answer, null) is { } told)
        {
            return told;
        }

        var prose = CodeBlocks.Without(answer);
        var (guess, asked) = (LanguageIdentifier.Default.Identify(prose), LanguageIdentifier.Default.Identify(prompt));
        // A script that one language alone has is enough; otherwise both have to name the same one.
        double Needed(string? language) => otherwise is null || otherwise == language ? Sure : VerySure;
        var needed = Needed(guess.Language);
        if (LanguageFeatures.Script(prose) == WritingScript.Han && prose.Length >= EnoughHan)
        {
            return "Chinese";
        }

        if (guess.Probability >= 1 || (guess.Probability > needed && asked.Probability > needed && guess.Language == asked.Language))
        {
            return guess.Language;
        }

        if (AsksForLanguage().IsMatch(prompt))
        {
            return null;
        }

        var ofPrompt = prompt.Length >= ShortestPrompt && asked.Probability > Needed(asked.Language) ? asked.Language : null;
        // A name has letters of its bearer's language; it is an answer in the language of all around it.
        var isName = ofPrompt == otherwise && prose.AsSpan().Trim().Count(' ') < MostWordsOfName;
        return (ofPrompt ?? otherwise) is { } language && CanBe(language, prose, isName ? default : guess) ? language : null;
    }

    /// <summary>Whether nothing in a short text speaks against a language: another script, or words that are surely of another one.</summary>
    private static bool CanBe(string language, string text, LanguageGuess guess)
    {
        var script = LanguageFeatures.Script(text);
        return (script == WritingScript.None
                || (script == WritingScript.Latin ? !NotLatin.Contains(language) : Scripts[script].Contains(language)))
            && (guess.Language is null || guess.Language == language || guess.Probability <= Sure);
    }

    // A wish for a translation, or for an answer in a language that is named.
    [GeneratedRegex(
        "translat|übersetz|traduc|traduz|traduir|перевед|перевод|переклад|翻译|翻譯|翻訳|訳して|번역|terjemah|vertaal|przetłum|přelož|çevir|dịch sang|μετάφρ|ترجم|"
        + @"תרגם|अनुवाद|\b(in|into|to|auf|ins|en|em|na|po|al|au|în|trong|bằng|на|по)\s+(the\s+)?(" + Names + ")",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksForLanguage();
}

/// <summary>What a whole file says of its rows.</summary>
internal static class LanguagePrior
{
    private const int Sampled = 2000;
    private const int Fewest = 3;
    private const double NearlyAll = 0.9;

    /// <summary>
    /// The language of at least nine in ten of the answers whose language is told by their text, of two thousand rows chosen from all;
    /// null when there is none, or when fewer than three tell.
    /// </summary>
    /// <param name="path">The rows as JSON Lines.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The file is missing or damaged.</exception>
    public static string? Of(string path, CancellationToken cancellationToken)
    {
        var chosen = new List<string>();
        var random = new StableRandom("language prior");
        var seen = 0;
        foreach (var line in InputLines.Read(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var place = seen++ < Sampled ? chosen.Count : random.Next(seen);
            if (place == chosen.Count && place < Sampled)
            {
                chosen.Add(line.Text);
            }
            else if (place < Sampled)
            {
                chosen[place] = line.Text;
            }
        }

        var told = chosen.AsParallel().WithCancellation(cancellationToken).Select(Told).OfType<string>().CountBy(language => language).ToList();
        var all = told.Sum(language => language.Value);
        return all < Fewest ? null : told.Find(language => language.Value >= NearlyAll * all).Key;
    }

    private static string? Told(string line)
    {
        try
        {
            return InputRow.Parse(line, MarkerTaxonomy.Default) is { Answer: { } answer } row
                ? row.Markers.GetValueOrDefault("lang") ?? AnswerMeasure.Language(answer, null) : null;
        }
        catch (Exception e) when (e is DataFormatException or MarkerException)
        {
            return null;
        }
    }
}
