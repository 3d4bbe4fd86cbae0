using System.Globalization;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>Reads WordNet's data files.</summary>
internal static partial class WordNetReader
{
    private static readonly (string Suffix, string PartOfSpeech)[] Files = [("noun", "noun"), ("verb", "verb"), ("adj", "adjective"), ("adv", "adverb")];

    /// <summary>The senses fit for everyone, in the files' order.</summary>
    /// <exception cref="SourceException">A file is missing.</exception>
    public static IEnumerable<WordSense> Read(PackageFolder package)
    {
        return Files.SelectMany(f => Parse(package.ReadText("usr/share/wordnet/data." + f.Suffix), f.PartOfSpeech));
    }

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
        string[] words = [.. Enumerable.Range(0, count).Select(i => Marker().Replace(fields[4 + (2 * i)], "").Replace('_', ' ')).Distinct()];
        var gloss = line[(bar + 3)..].Trim();
        string[] examples = [.. Quoted().Matches(gloss).Select(m => m.Groups[1].Value.Trim()).Where(e => e.Length >= 10)];
        var quote = gloss.IndexOf('"', StringComparison.Ordinal);
        var definition = (quote < 0 ? gloss : gloss[..quote]).Trim().TrimEnd(';', ',', ':').Trim();
        return definition.Length < 3 ? null
            : new WordSense($"{partOfSpeech}/{fields[0]}", partOfSpeech, int.Parse(fields[1], CultureInfo.InvariantCulture), words, definition, examples);
    }

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();

    /// <summary>Adjectives' syntactic markers.</summary>
    [GeneratedRegex(@"\((?:a|p|ip)\)$")]
    private static partial Regex Marker();

    [GeneratedRegex(@"offensive|obscen|vulgar|slur\b|disparag|derogat|slang|sexual|genital|\bsex\b|penis|vagina|prostitut|\brape|excrement|ethnic|negro|\bwhore|\bslut|homosex|\bfuck|\bshit|\bass\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OffColour();
}
