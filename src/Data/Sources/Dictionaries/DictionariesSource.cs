using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.Dictionaries;

/// <summary>Three dictionaries with a voice of their own: Bierce's satire, hackers' slang, and sober computing.</summary>
internal sealed class DictionariesSource() : PackageSource(
    "voices",
    "satirical definitions, slang and computing terms",
    new Dictionary<string, int>
    {
        ["term-devil"] = 1500,
        ["term-jargon"] = 2000,
        ["term-foldoc"] = 2500,
        ["term-name"] = 1200,
        ["term-gist"] = 800,
    },
    [.. Licences.Keys.Select(name => new SourcePackage(name, "definitions"))])
{
    private static readonly Dictionary<string, string> Licences = new()
    {
        ["dict-devil"] = "LicenseRef-public-domain",
        ["dict-jargon"] = "LicenseRef-public-domain",
        ["dict-foldoc"] = "GFDL-1.1-no-invariants-or-later",
    };

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context) =>
        from package in folders
        from entry in Entries(package)
        where ProseFilter.IsFit(entry.Text)
        from draft in new DictionaryRows(package.Name, entry, context, package.Provenance(Licences[package.Name], entry.Word)).All()
        select draft;

    private static IEnumerable<DictEntry> Entries(PackageFolder package)
    {
        var path = "usr/share/dictd/" + package.Name["dict-".Length..];
        return DictReader.Read(package.ReadText(path + ".index"), package.ReadBytes(path + ".dict.dz"));
    }
}

/// <summary>The rows of one dictionary entry; the answers are English.</summary>
/// <param name="dictionary">dict-devil, dict-jargon or dict-foldoc.</param>
/// <param name="entry">The entry.</param>
/// <param name="context">The build's seed, and its languages for instructions in another one.</param>
/// <param name="provenance">Where it came from.</param>
internal sealed partial class DictionaryRows(string dictionary, DictEntry entry, SourceContext context, Provenance provenance)
{
    private const string Language = "English";
    private readonly StableRandom _random = new(context.Seed, dictionary, entry.Word);

    /// <summary>The entry as running text, unless it is too short, and the rows about it, in a fixed order.</summary>
    public IEnumerable<Draft> All()
    {
        if (entry.Text.Length >= 200)
        {
            yield return new TextDraft(Group, Language, entry.Text, provenance);
        }

        var paragraphs = entry.Text.Split("\n\n");
        string[] answers = paragraphs.Length > 1 && paragraphs[0].Length > 60 && paragraphs[0][^1] is '.'
            ? [paragraphs[0], entry.Text]
            : [entry.Text];
        foreach (var answer in answers)
        {
            yield return Draft(
                "term-" + dictionary[5..], dictionary == "dict-devil" && _random.Chance(0.5) ? "CreativeWriting" : "Explanation", Ask(),
                answer);
        }

        var first = FirstSentence().Match(entry.Text).Value.Trim();
        if (dictionary != "dict-devil" && first.Length is >= 30 and <= 300
            && !first.Contains(entry.Word, StringComparison.OrdinalIgnoreCase))
        {
            var phrases = Phrases.AskedIn(_random, Language, context.Languages);
            var prompt = PromptText.With(_random, phrases.Say(_random, "prose.whichTerm"), first);
            yield return Draft("term-name", "QuestionAnswering", prompt, entry.Word) with { Style = null, Source = "Others" };
        }

        if (dictionary == "dict-foldoc" && entry.Text.Length > 500 && first.Length is >= 30 and <= 300)
        {
            var phrases = Phrases.AskedIn(_random, Language, context.Languages);
            yield return Draft(
                "term-gist", "Summarization", PromptText.With(_random, phrases.Say(_random, "prose.gist"), entry.Text), first);
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
        return PromptText.MaybeHasty(
            _random, Phrases.AskedIn(_random, Language, context.Languages).Say(_random, key, ("term", entry.Word)));
    }

    private RowDraft Draft(string kind, string task, string prompt, string answer) =>
        new(kind, Group, Language, task, Domain, null, "Human", prompt, answer, provenance) { Style = Style };

    [GeneratedRegex(@"^.*?[.!?](?=\s|$)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex FirstSentence();
}
