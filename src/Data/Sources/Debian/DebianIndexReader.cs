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
                if (fresh.Length == 0 || (language.Name != "English" && !TextCleaner.IsIn(language.Name, description.Synopsis) && description.Synopsis == english?.Synopsis))
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
