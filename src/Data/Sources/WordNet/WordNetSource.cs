using System.Globalization;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.WordNet;

/// <summary>WordNet: definitions, multiple-choice questions about meanings, subjects of words.</summary>
internal sealed class WordNetSource() : PackageSource(
    "wordnet",
    "definitions of words and most multiple-choice questions",
    new Dictionary<string, int>
    {
        ["word-define"] = 4000,
        ["word-term"] = 2500,
        ["word-choose-meaning"] = 4000,
        ["word-choose-word"] = 3000,
        ["word-subject"] = 2500,
        ["word-record"] = 3000,
    },
    new SourcePackage(Package))
{
    private const string Package = "wordnet-base";

    /// <summary>Only so many senses of a subject serve as wrong options.</summary>
    private const int Siblings = 400;

    /// <inheritdoc/>
    protected override IEnumerable<Draft> Read(IReadOnlyList<PackageFolder> folders, SourceContext context)
    {
        WordSense[] all = [.. WordNetReader.Read(folders[0])];
        var byWord = all.ToLookup(s => (s.PartOfSpeech, s.Words[0].ToLowerInvariant()));
        var bySubject = all.GroupBy(s => (s.File, context.IsHeldOut(s.Group))).ToDictionary(
            g => g.Key, g => new StableRandom(context.Seed, Package, g.Key.ToString()).Sample([.. g], Siblings));
        return all.SelectMany(sense => new WordRows(
            sense,
            [.. byWord[(sense.PartOfSpeech, sense.Words[0].ToLowerInvariant())]],
            bySubject[(sense.File, context.IsHeldOut(sense.Group))],
            context,
            folders[0].Provenance("WordNet-3.0", sense.Id)).All());
    }
}

/// <summary>Reads WordNet's data files.</summary>
internal static partial class WordNetReader
{
    private static readonly (string Suffix, string PartOfSpeech)[] Files =
    [
        ("noun", "noun"), ("verb", "verb"), ("adj", "adjective"), ("adv", "adverb"),
    ];

    /// <summary>The senses fit for everyone, in the files' order.</summary>
    /// <exception cref="SourceException">A file is missing.</exception>
    public static IEnumerable<WordSense> Read(PackageFolder package) =>
        Files.SelectMany(f => Parse(package.ReadText("usr/share/wordnet/data." + f.Suffix), f.PartOfSpeech));

    /// <summary>The senses of one data file; lines that start with a blank are its licence.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="partOfSpeech">Its part of speech.</param>
    public static IEnumerable<WordSense> Parse(string text, string partOfSpeech)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0 && char.IsAsciiDigit(line[0]) && Sense(line, partOfSpeech) is { } sense)
            {
                yield return sense;
            }
        }
    }

    private static WordSense? Sense(string line, string partOfSpeech)
    {
        var bar = line.IndexOf(" | ", StringComparison.Ordinal);
        var fields = line.Split(' ');
        if (bar < 0 || OffColour().IsMatch(line))
        {
            return null;
        }

        var count = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        string[] words =
        [
            .. Enumerable.Range(0, count).Select(i => Marker().Replace(fields[4 + (2 * i)], "").Replace('_', ' ')).Distinct(),
        ];
        var gloss = line[(bar + 3)..].Trim();
        string[] examples = [.. Quoted().Matches(gloss).Select(m => m.Groups[1].Value.Trim()).Where(e => e.Length >= 10)];
        var quote = gloss.IndexOf('"', StringComparison.Ordinal);
        var definition = (quote < 0 ? gloss : gloss[..quote]).Trim().TrimEnd(';', ',', ':').Trim();
        return definition.Length < 3 ? null
            : new WordSense(
                $"{partOfSpeech}/{fields[0]}", partOfSpeech, int.Parse(fields[1], CultureInfo.InvariantCulture), words, definition,
                examples);
    }

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();

    /// <summary>Adjectives' syntactic markers.</summary>
    [GeneratedRegex(@"\((?:a|p|ip)\)$")]
    private static partial Regex Marker();

    [GeneratedRegex(
        @"offensive|obscen|vulgar|slur\b|disparag|derogat|slang|sexual|genital|\bsex\b|penis|vagina|prostitut|\brape|excrement|ethnic"
        + @"|negro|\bwhore|\bslut|homosex|\bfuck|\bshit|\bass\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OffColour();
}

/// <summary>One set of synonyms of WordNet.</summary>
/// <param name="Id">Its part of speech and offset, unique in a version.</param>
/// <param name="PartOfSpeech"><c>noun</c>, <c>verb</c>, <c>adjective</c> or <c>adverb</c>.</param>
/// <param name="File">The lexicographer file's number, 0 to 44.</param>
/// <param name="Words">Its words, the usual one first.</param>
/// <param name="Definition">What they mean.</param>
/// <param name="Examples">Sentences that use them.</param>
internal sealed record WordSense(
    string Id, string PartOfSpeech, int File, IReadOnlyList<string> Words, string Definition, IReadOnlyList<string> Examples)
{
    private static readonly string[] Names =
    [
        "adjective", "adjective", "adverb", "noun", "act", "animal", "artifact", "attribute", "body", "cognition", "communication", "event",
        "feeling", "food", "group", "location", "motive", "object", "person", "phenomenon", "plant", "possession", "process", "quantity",
        "relation", "shape", "state", "substance", "time", "body", "change", "cognition", "communication", "competition", "consumption",
        "contact", "creation", "emotion", "motion", "perception", "possession", "social life", "state", "weather", "adjective",
    ];

    /// <summary>The lexicographer file's subject, such as <c>animal</c>; the part of speech where it has none.</summary>
    public string Subject => Names[File];

    /// <summary>Whether the file says what the sense is about.</summary>
    public bool HasSubject => File is >= 4 and <= 43;

    /// <summary>The taxonomy's domain, where the lexicographer file tells.</summary>
    public string Domain => File switch
    {
        5 or 17 or 19 or 20 or 27 or 43 => "Sciences",
        8 => "Medical",
        21 or 40 => "Finance",
        14 or 15 or 41 => "SocialSciences",
        _ => "Unspecified",
    };

    /// <summary>The group: senses with the same usual word stay together.</summary>
    public string Group => "wordnet/" + Words[0].ToLowerInvariant();
}
