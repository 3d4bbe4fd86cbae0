using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Catalogues;

/// <summary>Joins the languages' catalogues of a program to messages.</summary>
internal static class CatalogueReader
{
    /// <summary>From this length on, the identifier can tell a language.</summary>
    private const int Tellable = 40;

    private const double Sure = 0.9;

    /// <summary>The messages with plain source texts and at least one good translation, in ordinal order of their keys.</summary>
    /// <param name="catalogues">The translations by language and key, as <see cref="LocaleCatalogues.Read"/> gives them.</param>
    /// <param name="domain">The program's domain.</param>
    public static IReadOnlyList<CatalogueMessage> Read(IReadOnlyDictionary<string, Dictionary<string, string>> catalogues, string domain)
    {
        var messages = new List<CatalogueMessage>();
        foreach (var key in catalogues.Values.SelectMany(c => c.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            if (MessageText.Clean(MessageText.SourceOf(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..])) is not { } english)
            {
                continue;
            }

            var texts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["English"] = english };
            foreach (var (language, pairs) in catalogues)
            {
                if (language != "English" && pairs.TryGetValue(key, out var raw) && MessageText.Clean(raw) is { } text && IsTranslation(language, english, text))
                {
                    texts[language] = text;
                }
            }

            if (texts.Count > 1)
            {
                messages.Add(new CatalogueMessage(key, CatalogueDomain.Of(domain, key, english), texts));
            }
        }

        return messages;
    }

    /// <summary>Whether a translation is one: another text than the English, in its language, of a likely length, with as many paragraphs.</summary>
    internal static bool IsTranslation(string language, string english, string text)
    {
        if (text.Equals(english, StringComparison.OrdinalIgnoreCase) || !TextCleaner.IsIn(language, text))
        {
            return false;
        }

        var dense = language is "Chinese" or "Japanese" or "Korean";
        var ratio = (double)text.Length / english.Length;
        if (ratio > 4 || (english.Length > 30 && (ratio > 2.6 || ratio < (dense ? 0.12 : 0.4))))
        {
            return false;
        }

        var guess = text.Length < Tellable ? default : LanguageIdentifier.Default.Identify(text);
        return text.Length < Tellable || guess.Language == language || guess.Probability <= Sure;
    }
}
