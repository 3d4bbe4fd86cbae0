namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Cleans the pages of one manual and makes its texts and rows.</summary>
/// <param name="context">Seed and languages.</param>
internal sealed class ManualWriter(SourceContext context)
{
    private readonly ManualTexts _texts = new();

    /// <summary>The kinds of rows that manuals give, each with the most that a language keeps from one manual.</summary>
    public static IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>
    {
        ["manual-explain"] = 600,
        ["manual-markdown"] = 250,
        ["manual-medium"] = 250,
        ["manual-long"] = 120,
        ["manual-steps"] = 250,
        ["manual-title"] = 200,
        ["manual-summary"] = 200,
        ["manual-contents"] = 80,
        ["manual-command"] = 300,
        ["manual-which"] = 120,
        ["manual-translate"] = 350,
        ["manual-translate-section"] = 150,
    };

    /// <summary>The texts and rows of one page.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="domain">The taxonomy's domain.</param>
    /// <param name="style">Formal or null.</param>
    /// <param name="files">
    /// The page as it was read, null where there is none, by language, each with where it came from; of two in a language the first counts.
    /// </param>
    public IEnumerable<Draft> Write(
        string group, string domain, string? style, IEnumerable<(string Language, ManualDocument? Document, Provenance Origin)> files)
    {
        var read = new SortedDictionary<string, (ManualDocument Document, Provenance Origin)>(StringComparer.Ordinal);
        foreach (var (language, document, origin) in files)
        {
            if (document is not null)
            {
                read.TryAdd(language, (document, origin));
            }
        }

        var english = read.TryGetValue("English", out var original) ? original.Document : null;
        var documents = new SortedDictionary<string, ManualDocument>(StringComparer.Ordinal);
        foreach (var (language, (document, _)) in read)
        {
            if (ManualCleaner.Clean(document, language, language == "English" ? null : english) is { } clean)
            {
                documents[language] = clean;
            }
        }

        var page = new ManualPage(group, domain, style, documents, read.ToDictionary(r => r.Key, r => r.Value.Origin));
        return documents.SelectMany(d => Drafts(page, d.Key));
    }

    private IEnumerable<Draft> Drafts(ManualPage page, string language)
    {
        var origin = page.Origins[language];
        return
        [
            .. _texts.Of(page.Documents[language], language)
                .Select((text, number) => new TextDraft(page.Group, language, text, origin with { Record = $"{origin.Record}#{number}" })),
            .. new ManualRows(page, language, context).All(),
            .. new ManualTranslationRows(page, language, context).All(),
        ];
    }
}

/// <summary>Running text from manuals: each paragraph once per language, in texts of a few paragraphs.</summary>
internal sealed class ManualTexts
{
    private const int Least = 200;
    private const int Full = 2500;
    private const int Most = 6000;
    private readonly HashSet<ulong> _seen = [];

    /// <summary>The texts of a document, headings and lists included; what an earlier document of the language said is left out.</summary>
    /// <param name="document">The document, cleaned.</param>
    /// <param name="language">Its language.</param>
    public IEnumerable<string> Of(ManualDocument document, string language)
    {
        var parts = new List<string>();
        foreach (var section in document.Sections)
        {
            ManualBlock[] kept = [.. section.Kept.Where(b => b.Text.Length < Most / 2 && _seen.Add(StableHash.Of(language, b.Text)))];
            if (kept.Length == 0)
            {
                continue;
            }

            if (Length(parts) >= Full || Length(parts) + kept.Sum(b => b.Text.Length) > Most)
            {
                foreach (var text in Close(parts))
                {
                    yield return text;
                }
            }

            parts.Add(document.Command is { } command && command != section.Title ? $"{command}: {section.Title}" : section.Title);
            foreach (var block in kept)
            {
                if (Length(parts) + block.Text.Length > Most)
                {
                    foreach (var text in Close(parts))
                    {
                        yield return text;
                    }
                }

                parts.Add(block.Kind is ManualBlockKind.Item or ManualBlockKind.Step ? "- " + block.Text : block.Text);
            }
        }

        foreach (var text in Close(parts))
        {
            yield return text;
        }
    }

    private static int Length(List<string> parts) => parts.Sum(p => p.Length + 2);

    private static IEnumerable<string> Close(List<string> parts)
    {
        // Items follow each other without a blank line.
        var text = string.Join("\n\n", parts).Replace("\n\n- ", "\n- ", StringComparison.Ordinal);
        parts.Clear();
        return text.Length < Least ? [] : [text];
    }
}
