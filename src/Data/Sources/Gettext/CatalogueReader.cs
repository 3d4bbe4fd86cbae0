using System.Text.RegularExpressions;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Sources.Gettext;

/// <summary>Joins the languages' catalogues of a program to messages.</summary>
internal static class CatalogueReader
{
    /// <summary>From this length on, the identifier can tell a language.</summary>
    private const int Tellable = 40;

    private const double Sure = 0.9;

    /// <summary>The messages with plain source texts and at least one good translation, in ordinal order of their keys.</summary>
    /// <param name="catalogues">The translations by language and key, as <see cref="ProgramCatalogues.Read"/> gives them.</param>
    /// <param name="domain">The program's domain.</param>
    public static IReadOnlyList<CatalogueMessage> Read(ProgramCatalogues catalogues, string domain)
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
                if (language != "English" && pairs.TryGetValue(key, out var raw)
                    && MessageText.Clean(raw) is { } text && IsTranslation(language, english, text))
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

    /// <summary>
    /// Whether a translation is one: another text than the English, in its language, of a likely length, with as many paragraphs.
    /// </summary>
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

/// <summary>One message of a program in several languages.</summary>
/// <param name="Key">The catalogue's name, a colon and gettext's key.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Texts">The text by the taxonomy's language name; English is the source text.</param>
internal sealed record CatalogueMessage(string Key, string Domain, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>The source text.</summary>
    public string English => Texts["English"];

    /// <summary>The group: messages whose English differs only in case, signs and digits are one, in whatever program.</summary>
    public string Group { get; } = "catalogue/" + StableHash.Id(string.Concat(Texts["English"].Where(char.IsLetter)).ToLowerInvariant());

    /// <summary>Whether it says something: four English words or more; the others are labels and names.</summary>
    public bool IsProse => MessageText.Words(English) >= 4 && English.Length >= 20;
}

/// <summary>The domain of a message: its program's, but a spreadsheet's functions belong to mathematics and finance.</summary>
internal static partial class CatalogueDomain
{
    /// <summary>The taxonomy's domain.</summary>
    /// <param name="domain">The program's domain.</param>
    /// <param name="key">The message's key.</param>
    /// <param name="english">Its source text.</param>
    public static string Of(string domain, string key, string english) => !key.StartsWith("sc:SC_OPCODE", StringComparison.Ordinal) ? domain
        : Money().IsMatch(english) ? "Finance"
        : Mathematics().IsMatch(english) ? "Math"
        : domain;

    [GeneratedRegex(
        @"\b(interest|depreciation|payments?|investment|coupon|securit(y|ies)|yield|annuity|loan|asset|discount)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Money();

    [GeneratedRegex(
        @"\b(distribution|(co)?sine|tangent|cotangent|hyperbolic|logarithm|matrix|matrices|variance|deviation|regression|integer|root"
        + @"|divisor|polynomial|bessel|probability|quartile|median|mean|factorial|combinations?|permutations?|angle|exponent|array"
        + @"|numbers?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mathematics();
}
