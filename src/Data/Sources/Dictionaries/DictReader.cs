using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.Dictionaries;

/// <summary>Reads a dictionary of dictd: an index (word, offset and length in base 64) and the definitions, compressed.</summary>
internal static partial class DictReader
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const int Shortest = 40;

    /// <summary>The entries in the index's order; a definition with several headwords is given once.</summary>
    /// <param name="index">The whole index.</param>
    /// <param name="dictionary">The compressed definitions.</param>
    /// <exception cref="SourceException">An index entry is not what it should be or names text that is not there.</exception>
    public static IEnumerable<DictEntry> Read(string index, byte[] dictionary)
    {
        var plain = Unpack(dictionary);
        var seen = new HashSet<int>();
        foreach (var line in index.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split('\t');
            if (fields.Length < 3)
            {
                throw new SourceException($"'{line}' is no index entry of dictd.");
            }

            var (offset, length) = (Number(fields[1]), Number(fields[2]));
            if (offset + length > plain.Length)
            {
                throw new SourceException($"The dictionary is cut short: it lacks '{fields[0]}'.");
            }

            if (!fields[0].StartsWith("00", StringComparison.Ordinal) && seen.Add(offset)
                && Entry(Encoding.UTF8.GetString(plain, offset, length)) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>An entry from its text: the headword in the first line or, in capitals, before the first comma.</summary>
    internal static DictEntry? Entry(string raw)
    {
        var text = raw.ReplaceLineEndings("\n").Trim('\n');
        var bierce = CapitalHead().Match(text);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (!bierce.Success && end < 0)
        {
            return null;
        }

        var word = bierce.Success ? bierce.Groups[1].Value.ToLowerInvariant() : Whitespace.Collapse(text[..end].Trim());
        var body = Pronunciation().Replace(bierce.Success ? text[bierce.Length..] : text[(end + 1)..], "");
        var label = Label().Match(body);
        body = label.Success ? body[label.Length..] : body;
        body = Dated().Replace(Reference().Replace(body, m => Whitespace.Collapse(m.Groups[1].Value.Trim())), "");
        var clean = Paragraphs(body, verse: bierce.Success);
        return clean.Length < Shortest || word.Length is < 2 or > 40
            ? null
            : new DictEntry(word, label.Success ? label.Groups[1].Value : null, clean);
    }

    /// <summary>Paragraphs are filled; indented ones are verse in Bierce, where lines stay.</summary>
    private static string Paragraphs(string body, bool verse)
    {
        var paragraphs = BlankLine().Split(body).Where(p => p.Trim().Length > 0)
            .Select(p => verse && p.StartsWith("    ", StringComparison.Ordinal) ? WrappedText.Verse(p) : Whitespace.Collapse(p.Trim()));
        return Etymology().Replace(string.Join("\n\n", paragraphs.Select(p => p.Replace("_", "", StringComparison.Ordinal))), "");
    }

    private static byte[] Unpack(byte[] dictionary)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(dictionary), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);
            return plain.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new SourceException("The dictionary is no dictzip file: " + e.Message, e);
        }
    }

    private static int Number(string digits) =>
        digits.Aggregate(0, (value, digit) => Digits.IndexOf(digit, StringComparison.Ordinal) is >= 0 and var d
        ? (value * 64) + d
        : throw new SourceException($"'{digits}' is no number of dictd."));

    [GeneratedRegex(@"^([A-Z][A-Z' -]+), +(?:n|v\.[ti]|adj|adv|p\.p|pp|n\.pl|pro|interj|x)\.\s+", RegexOptions.CultureInvariant)]
    private static partial Regex CapitalHead();

    [GeneratedRegex(
        @"^\s*(/[^\n]*/,?)?\s*((n|v|vt|vi|adj|adv|interj|prov|abbrev|prefix|suffix|pref|suff|quant|excl|obs|imp|conj)\b\.?,?\s*)*\n",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pronunciation();

    [GeneratedRegex(@"^\s*<([a-z ,/-]+)>\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex(@"\{([^{}]*?)(?:\s*\((?:https?|ftp|news):[^)]*\))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(
        @"\n\s*\[\s*Jargon File\s*\]|\n\s*\(\d{4}-\d\d-\d\d\)|\n\s*\[\d\d-\d\d-\d\d[^\]]*\]|\((?:https?|ftp|news):[^)]*\)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Dated();

    // Further headwords and where the term comes from stand before the definition.
    [GeneratedRegex(@"\A(?:[^\n.]{1,30}\n\n)?(?:\[[^\]]*\]\s*)?", RegexOptions.CultureInvariant)]
    private static partial Regex Etymology();

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLine();
}

/// <summary>One entry of a dictionary.</summary>
/// <param name="Word">The headword.</param>
/// <param name="Category">The label before the definition, such as <c>networking</c>, or null.</param>
/// <param name="Text">The definition without headword and markup, paragraphs parted by blank lines.</param>
internal sealed record DictEntry(string Word, string? Category, string Text);
