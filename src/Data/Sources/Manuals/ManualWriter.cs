using TreasureMarkers.Data.Rendering;

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Cleans the pages of a manual and hands their texts and rows on.</summary>
/// <param name="context">Seed and languages.</param>
/// <param name="sink">Takes them.</param>
internal sealed class ManualWriter(SourceContext context, IDataSink sink)
{
    private readonly ManualTexts _texts = new();

    /// <summary>The pages with text in any language.</summary>
    public int Pages { get; private set; }

    /// <summary>Writes one page.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="domain">The taxonomy's domain.</param>
    /// <param name="style">Formal or null.</param>
    /// <param name="files">The page as it was read, null where there is none, by language, each with where it came from; of two in a language the first counts.</param>
    public void Write(string group, string domain, string? style, IEnumerable<(string Language, ManualDocument? Document, Provenance Origin)> files)
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
        Pages += documents.Count > 0 ? 1 : 0;
        foreach (var (language, document) in documents)
        {
            var origin = page.Origins[language];
            foreach (var (text, number) in _texts.Of(document, language).Select((t, i) => (t, i)))
            {
                sink.Add(new TextDraft(group, language, text, origin with { Record = $"{origin.Record}#{number}" }));
            }

            foreach (var draft in new ManualRows(page, language, context).All().Concat(new ManualTranslationRows(page, language, context).All()))
            {
                sink.Add(draft);
            }
        }
    }
}
