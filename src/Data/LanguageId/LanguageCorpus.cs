using TreasureMarkers.Data.Packages;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Sources.Gettext;

namespace TreasureMarkers.Data.LanguageId;

/// <summary>
/// Sentences in all languages of the taxonomy: package descriptions, and the messages of programs for the languages that have few.
/// </summary>
internal static class LanguageCorpus
{
    private static readonly string[] Programs = ["gnucash-common", "evolution-common", "vlc-l10n", "libgtk-3-common"];

    /// <summary>Fetches what is missing and reads it; equal sentences are given once.</summary>
    /// <param name="cacheFolder">Where downloads are kept.</param>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="SourceException">The indexes cannot be read.</exception>
    public static async Task<IReadOnlyList<LanguageSample>> ReadAsync(string cacheFolder, Action<string> report, CancellationToken ct)
    {
        var apt = new AptClient(cacheFolder);
        report("fetching the package indexes");
        await apt.UpdateAsync(DataLanguage.All.SelectMany(l => l.Locales), ct);
        var samples = new HashSet<LanguageSample>();
        foreach (var package in DebianIndexReader.Read(apt.ListsFolder, DataLanguage.All))
        {
            foreach (var (language, description) in package.Descriptions)
            {
                samples.UnionWith(description.Sentences.Where(s => s.Length >= 30)
                    .Select(s => new LanguageSample(language, s, IsProse: true)));
            }
        }

        foreach (var program in Programs)
        {
            report("fetching " + program);
            var (folder, _) = await apt.UnpackAsync(program, ct);
            foreach (var language in DataLanguage.All)
            {
                samples.UnionWith(Messages(folder, language));
            }
        }

        return [.. samples];
    }

    private static IEnumerable<LanguageSample> Messages(string folder, DataLanguage language)
    {
        // The source texts are English; any catalogue has them.
        var english = language.Name == "English";
        var locale = english ? "de" : language.Locales[0];
        var messages = Path.Combine(folder, "usr/share/locale", locale, "LC_MESSAGES");
        foreach (var path in Directory.Exists(messages) ? Directory.GetFiles(messages, "*.mo").Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>())
        {
            foreach (var (source, translation) in MoCatalogue.Read(File.ReadAllBytes(path)))
            {
                if (source.Count(c => c == ' ') >= 3 && source != translation
                    && MessageText.Sentence(english ? source : translation) is { } text)
                {
                    yield return new LanguageSample(language.Name, text, IsProse: false);
                }
            }
        }
    }
}

/// <summary>A sentence whose language is known.</summary>
/// <param name="Language">The taxonomy's name.</param>
/// <param name="Text">The sentence.</param>
/// <param name="IsProse">Whether it is a sentence of running text rather than a message of a program.</param>
internal readonly record struct LanguageSample(string Language, string Text, bool IsProse)
{
    /// <summary>Whether it is kept for measuring: one in ten, by hash.</summary>
    public bool IsHeldOut => StableHash.Of("language", Text) % 10 == 0;
}
