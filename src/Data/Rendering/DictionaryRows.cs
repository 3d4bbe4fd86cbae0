using System.Text.RegularExpressions;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Prose;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Rendering;

/// <summary>The rows of one dictionary entry; the answers are English.</summary>
/// <param name="dictionary">dict-devil, dict-jargon or dict-foldoc.</param>
/// <param name="entry">The entry.</param>
/// <param name="languages">All languages, for instructions in another one.</param>
/// <param name="seed">The build's seed.</param>
/// <param name="provenance">Where it came from.</param>
internal sealed partial class DictionaryRows(string dictionary, DictEntry entry, IReadOnlyList<DataLanguage> languages, string seed, Provenance provenance)
{
    private const string Language = "English";
    private readonly StableRandom _random = new(seed, dictionary, entry.Word);

    /// <summary>The entry as running text, or null when it is too short.</summary>
    public TextDraft? Text => entry.Text.Length < 200 ? null : new TextDraft(Group, Language, entry.Text, provenance);

    /// <summary>All drafts, in a fixed order.</summary>
    public IEnumerable<RowDraft> All()
    {
        var paragraphs = entry.Text.Split("\n\n");
        string[] answers = paragraphs.Length > 1 && paragraphs[0].Length > 60 && paragraphs[0][^1] is '.' ? [paragraphs[0], entry.Text] : [entry.Text];
        foreach (var answer in answers)
        {
            yield return Draft("term-" + dictionary[5..], dictionary == "dict-devil" && _random.Chance(0.5) ? "CreativeWriting" : "Explanation", Ask(), answer);
        }

        var first = FirstSentence().Match(entry.Text).Value.Trim();
        if (dictionary != "dict-devil" && first.Length is >= 30 and <= 300 && !first.Contains(entry.Word, StringComparison.OrdinalIgnoreCase))
        {
            var phrases = ProseVoice.Pick(_random, Language, languages);
            yield return Draft("term-name", "QuestionAnswering", PromptText.With(_random, phrases.Say(_random, "prose.whichTerm"), first), entry.Word) with { Style = null, Source = "Others" };
        }

        if (dictionary == "dict-foldoc" && entry.Text.Length > 500 && first.Length is >= 30 and <= 300)
        {
            var phrases = ProseVoice.Pick(_random, Language, languages);
            yield return Draft("term-gist", "Summarization", PromptText.With(_random, phrases.Say(_random, "prose.gist"), entry.Text), first);
        }
    }

    private string Group => "term/" + entry.Word.ToLowerInvariant();

    private string? Style => dictionary switch { "dict-devil" => "Custom", "dict-jargon" => "Informal", _ => null };

    private string Domain => dictionary == "dict-devil" ? "Culture" : entry.Category switch
    {
        "mathematics" or "logic" or "statistics" => "Math",
        "person" or "history" or "humour" => "Culture",
        "legal" => "Legal",
        "programming" or "language" => "Code",
        "physics" or "biology" or "chemistry" or "science" => "Sciences",
        _ => "Technology",
    };

    private string Ask()
    {
        var key = dictionary switch { "dict-devil" => "prose.satire", "dict-jargon" => "prose.slang", _ => "prose.define" };
        return PromptText.MaybeHasty(_random, ProseVoice.Pick(_random, Language, languages, 0.8).Say(_random, key, ("term", entry.Word)));
    }

    private RowDraft Draft(string kind, string task, string prompt, string answer) =>
        new(kind, Group, Language, task, Domain, null, "Human", prompt, answer, provenance) { Style = Style };

    [GeneratedRegex(@"^.*?[.!?](?=\s|$)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex FirstSentence();
}
