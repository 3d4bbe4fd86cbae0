using System.Text;
using System.Text.RegularExpressions;
using TreasureMarkers.Data.Writing;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>Reads apt's index files and joins packages with their descriptions in every language.</summary>
internal static class DebianIndexReader
{
    /// <summary>The packages that have an English description of their own, in a deterministic order.</summary>
    /// <param name="listsFolder">Where apt keeps <c>*_Packages</c> and <c>*_Translation-XX</c>, uncompressed.</param>
    /// <param name="languages">The languages to read.</param>
    /// <exception cref="SourceException">There is no index.</exception>
    public static IReadOnlyList<DebianPackage> Read(string listsFolder, IReadOnlyList<DataLanguage> languages)
    {
        var packages = ReadPackages(listsFolder);
        var byMd5 = packages.ToLookup(p => p.DescriptionMd5);
        foreach (var language in languages)
        {
            foreach (var locale in language.Locales)
            {
                // apt escapes the low line of pt_BR in file names.
                var file = $"*_Translation-{locale.Replace("_", "%5f", StringComparison.Ordinal)}";
                foreach (var path in Files(listsFolder, file))
                {
                    ReadTranslations(path, locale, language.Name, byMd5);
                }
            }
        }

        DropRepeatedParagraphs(packages, languages);
        return packages;
    }

    private static List<DebianPackage> ReadPackages(string listsFolder)
    {
        var seen = new HashSet<string>();
        var packages = new List<DebianPackage>();
        foreach (var path in Files(listsFolder, "*_Packages"))
        {
            using var reader = new StreamReader(path);
            packages.AddRange(ControlFile.Read(reader).Select(DebianPackage.From).OfType<DebianPackage>()
                .Where(p => !PackageSubject.IsEmpty(p.Section) && seen.Add(p.Name)));
        }

        if (packages.Count == 0)
        {
            throw new SourceException($"apt left no package index in '{listsFolder}'. Check the system's package sources.");
        }

        // The package that a source is about comes before its -dev, -doc and -data siblings, which repeat its paragraphs.
        return [.. packages.OrderBy(p => p.Source, StringComparer.Ordinal).ThenBy(SiblingRank).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static int SiblingRank(DebianPackage package) =>
        package.Name == package.Source ? 0
        : package.Name.EndsWith("-dev", StringComparison.Ordinal) || package.Name.EndsWith("-doc", StringComparison.Ordinal)
            || package.Name.EndsWith("-data", StringComparison.Ordinal) || package.Name.EndsWith("-common", StringComparison.Ordinal) ? 2
        : 1;

    private static string[] Files(string folder, string pattern) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal)] : [];

    private static void ReadTranslations(string path, string locale, string language, ILookup<string, DebianPackage> byMd5)
    {
        using var reader = new StreamReader(path);
        foreach (var stanza in ControlFile.Read(reader))
        {
            if (!stanza.TryGetValue("Description-md5", out var md5) || !stanza.TryGetValue("Description-" + locale, out var value)
                || value.Contains("<trans>", StringComparison.Ordinal))
            {
                continue;
            }

            var description = TextCleaner.Clean(DescriptionParser.Parse(value));
            if (description.Synopsis.Length == 0)
            {
                continue;
            }

            foreach (var package in byMd5[md5])
            {
                package.Descriptions.TryAdd(language, description);
            }
        }
    }

    /// <summary>
    /// Leaves each paragraph with the first package that has it, and leaves out what a translation left in English.
    /// A package whose description in a language becomes empty has none in it.
    /// </summary>
    private static void DropRepeatedParagraphs(List<DebianPackage> packages, IReadOnlyList<DataLanguage> languages)
    {
        foreach (var language in languages.Reverse())
        {
            var seen = new HashSet<string>();
            foreach (var package in packages)
            {
                if (!package.Descriptions.TryGetValue(language.Name, out var description))
                {
                    continue;
                }

                var english = package.Descriptions.GetValueOrDefault("English");
                var translated = language.Name == "English" ? description.Paragraphs
                    : [.. description.Paragraphs.Where(p => english?.Paragraphs.Contains(p) != true && TextCleaner.IsIn(language.Name, p))];
                // Alignment with the English paragraphs matters to translation rows, so a description is kept whole or cut from the end.
                string[] fresh = [.. translated.TakeWhile(seen.Add)];
                if (fresh.Length == 0 || (language.Name != "English" && !TextCleaner.IsIn(language.Name, description.Synopsis)
                    && description.Synopsis == english?.Synopsis))
                {
                    package.Descriptions.Remove(language.Name);
                }
                else
                {
                    package.Descriptions[language.Name] = description with { Paragraphs = fresh };
                }
            }
        }
    }
}

/// <summary>Reads deb822 text: stanzas of <c>Field: value</c> lines parted by blank lines, with indented continuation lines.</summary>
internal static class ControlFile
{
    /// <summary>The stanzas in order. A continuation line is kept with its leading space, after a line feed.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(TextReader reader)
    {
        var stanza = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? field = null;
        while (reader.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                if (stanza.Count > 0)
                {
                    yield return stanza;
                    stanza = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                }

                field = null;
            }
            else if (line[0] is ' ' or '\t')
            {
                if (field is not null)
                {
                    stanza[field] += "\n" + line;
                }
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                field = line[..colon];
                stanza[field] = line[(colon + 1)..].Trim();
            }
        }

        if (stanza.Count > 0)
        {
            yield return stanza;
        }
    }
}

/// <summary>One binary package of the index with its descriptions.</summary>
/// <param name="Name">The binary package.</param>
/// <param name="Source">The source package: the group.</param>
/// <param name="Version">The version.</param>
/// <param name="Section">The archive section, such as <c>games</c>.</param>
/// <param name="Homepage">The homepage, or null.</param>
/// <param name="InstalledKilobytes">The installed size, or 0 when unknown.</param>
/// <param name="Tags">debtags, such as <c>field::finance</c>.</param>
/// <param name="DescriptionMd5">The key that joins the translations.</param>
internal sealed record DebianPackage(
    string Name,
    string Source,
    string Version,
    string Section,
    string? Homepage,
    int InstalledKilobytes,
    IReadOnlyList<string> Tags,
    string DescriptionMd5)
{
    /// <summary>Usable descriptions by the taxonomy's language name.</summary>
    public Dictionary<string, Description> Descriptions { get; } = [];

    /// <summary>Reads a stanza of a Packages index.</summary>
    /// <returns>Null when the stanza lacks what every package must have.</returns>
    public static DebianPackage? From(IReadOnlyDictionary<string, string> stanza)
    {
        if (!stanza.TryGetValue("Package", out var name) || !stanza.TryGetValue("Version", out var version)
            || !stanza.TryGetValue("Description-md5", out var md5))
        {
            return null;
        }

        var source = stanza.GetValueOrDefault("Source", name).Split(' ')[0];
        var section = stanza.GetValueOrDefault("Section", "misc").Split('/')[^1];
        _ = int.TryParse(stanza.GetValueOrDefault("Installed-Size", "0"), out var size);
        string[] tags = [.. stanza.GetValueOrDefault("Tag", "")
            .Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return new DebianPackage(name, source, version, section, stanza.GetValueOrDefault("Homepage"), size, tags, md5);
    }

    /// <summary>The provenance of this package's description in a language.</summary>
    public Provenance Provenance(string language) =>
        new(Name, Version, $"as the source package {Source} (DDTP text: GPL-2+)", $"{DescriptionMd5}/{language}");
}

/// <summary>A package description in one language.</summary>
/// <param name="Synopsis">The one-line summary, without a final full stop.</param>
/// <param name="Paragraphs">Prose, each on one line.</param>
/// <param name="Items">The items of its first bulleted list, if it has one.</param>
internal sealed record Description(string Synopsis, IReadOnlyList<string> Paragraphs, IReadOnlyList<string> Items)
{
    /// <summary>The prose with blank lines between paragraphs.</summary>
    public string Body => string.Join("\n\n", Paragraphs);

    /// <summary>The sentences of the prose.</summary>
    public IReadOnlyList<string> Sentences => SentenceSplitter.Split(string.Join('\n', Paragraphs));
}

/// <summary>
/// Reads Debian's description markup: the first line is the synopsis; then lines indented by one space are prose,
/// " ." parts paragraphs, and deeper indented lines are lists (with a bullet) or verbatim text (left out).
/// </summary>
internal static partial class DescriptionParser
{
    /// <summary>Parses the value of a Description field as <see cref="ControlFile"/> gives it.</summary>
    public static Description Parse(string value)
    {
        var lines = value.Split('\n');
        var paragraphs = new List<string>();
        var items = new List<string>();
        var prose = new StringBuilder();
        var inItem = false;
        var listEnded = false;
        foreach (var raw in lines.Skip(1))
        {
            var line = raw.Length > 0 ? raw[1..].TrimEnd() : raw;
            if (line is "." or "")
            {
                Flush(prose, paragraphs);
                listEnded |= items.Count > 0;
                inItem = false;
            }
            else if (Bullet().Match(line) is { Success: true } bullet)
            {
                Flush(prose, paragraphs);
                inItem = !listEnded;
                if (inItem)
                {
                    items.Add(line[bullet.Length..].Trim());
                }
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                Flush(prose, paragraphs);
                if (inItem)
                {
                    items[^1] = Join(items[^1], line.Trim());
                }
            }
            else
            {
                listEnded |= items.Count > 0;
                inItem = false;
                var joined = Join(prose.ToString(), line.Trim());
                prose.Clear().Append(joined);
            }
        }

        Flush(prose, paragraphs);
        return new Description(lines[0].Trim().TrimEnd('.', '。', '।'), paragraphs, items);
    }

    /// <summary>Joins two lines of one paragraph: with a space, except between characters of scripts written without spaces.</summary>
    private static string Join(string before, string after) =>
        before.Length == 0 ? after
        : IsUnspaced(before[^1]) && IsUnspaced(after[0]) ? before + after
        : before + " " + after;

    private static bool IsUnspaced(char c) =>
        c is (>= '\u3000' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uFF00' and <= '\uFF65');

    private static void Flush(StringBuilder prose, List<string> paragraphs)
    {
        var text = prose.ToString();
        prose.Clear();
        // What introduces a list that is not part of the prose would dangle.
        if (text.Length > 0 && text[^1] is not (':' or '：'))
        {
            paragraphs.Add(text);
        }
    }

    [GeneratedRegex(@"^(\s*[*•·+-]|\s+o)\s+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();
}

/// <summary>Makes descriptions fit to learn from and finds English that a translation left as it was.</summary>
internal static partial class TextCleaner
{
    private static readonly HashSet<string> EnglishWords =
        ["the", "of", "and", "is", "for", "with", "this", "that", "are", "from", "which", "provides", "package", "contains"];

    private static readonly char[] ItemEnds = [',', ';', '.', '、', '，', '；', '。', '،', '؛', '।'];

    /// <summary>Straightens TeX quotes, spaces and stray control characters, and leaves out fragments too short to be prose.</summary>
    public static Description Clean(Description description)
    {
        return new Description(
            Straighten(description.Synopsis),
            [.. description.Paragraphs.Select(Straighten).Where(p => p.Length >= 12)],
            [.. description.Items.Select(i => Straighten(i).TrimEnd(ItemEnds)).Where(i => i.Length is > 2 and < 160)]);
    }

    /// <summary>
    /// A cheap check that text is not English: the share of English function words, or for another script than Latin its letters.
    /// </summary>
    public static bool IsIn(string language, string text)
    {
        if (language == "English")
        {
            return true;
        }

        var wanted = LanguageStyle.Of(language).Script;
        var script = LanguageFeatures.Script(text);
        return wanted switch
        {
            WritingScript.Latin => EnglishShare(text) < 0.1,
            // A short Japanese text may do without kana.
            WritingScript.Kana => script is WritingScript.Kana or WritingScript.Han,
            _ => script == wanted,
        };
    }

    private static double EnglishShare(string text)
    {
        var words = text.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
        return words.Count(w => EnglishWords.Contains(w.ToLowerInvariant())) / Math.Max(1.0, words.Length);
    }

    private static string Straighten(string text) =>
        Spaces().Replace(text.Replace("``", "\"", StringComparison.Ordinal).Replace("''", "\"", StringComparison.Ordinal), " ").Trim();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
