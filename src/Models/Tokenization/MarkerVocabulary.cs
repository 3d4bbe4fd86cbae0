using System.Collections.Frozen;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>
/// The added tokens of a taxonomy's markers, and their ids in one tokenizer. A categorical value's token carries its tags, so that no
/// ordinary text is taken for one; a number's tags are a token each and its digits are ordinary. Spaces belong to the tokens, so that
/// they join to exactly the template's text. Immutable and safe to share between threads.
/// </summary>
internal sealed class MarkerVocabulary
{
    private readonly FrozenDictionary<string, IReadOnlyList<(string Value, int Id)>> _values;
    private readonly FrozenDictionary<string, (int Open, int Close)> _numbers;

    /// <summary>Looks every token up.</summary>
    /// <exception cref="FormatException">The tokenizer lacks one; it was made for another taxonomy.</exception>
    public MarkerVocabulary(BpeTokenizer tokenizer, MarkerTaxonomy taxonomy)
    {
        Taxonomy = taxonomy;
        ListOpenId = IdOf(tokenizer, MarkerTemplate.ListOpen);
        ListCloseId = IdOf(tokenizer, MarkerTemplate.ListClose);
        DigitIds = "0123456789.".ToFrozenDictionary(digit => digit, digit => IdOfDigit(tokenizer, digit));
        _values = taxonomy.Categories.Where(category => category.Kind == MarkerKind.Categorical).ToFrozenDictionary(
            category => category.Name,
            IReadOnlyList<(string, int)> (category) =>
                [.. category.Values.Select(value => (value, IdOf(tokenizer, Categorical(category.Name, value))))]);
        _numbers = taxonomy.Categories.Where(category => category.Kind != MarkerKind.Categorical).ToFrozenDictionary(
            category => category.Name,
            category => (
                IdOf(tokenizer, MarkerTemplate.Open(category.Name)),
                IdOf(tokenizer, MarkerTemplate.Close(category.Name))));
    }

    /// <summary>The taxonomy whose markers these are.</summary>
    public MarkerTaxonomy Taxonomy { get; }

    /// <summary>The id that opens a list.</summary>
    public int ListOpenId { get; }

    /// <summary>The id that closes a list.</summary>
    public int ListCloseId { get; }

    /// <summary>The ordinary ids of what numbers are written with, '0' to '9' and '.'.</summary>
    public IReadOnlyDictionary<char, int> DigitIds { get; }

    /// <summary>
    /// The contents of all tokens in the order in which a tokenizer trained here adds them: the list's, then by category.
    /// </summary>
    public static IEnumerable<string> Contents(MarkerTaxonomy taxonomy) =>
    [
        MarkerTemplate.ListOpen,
        MarkerTemplate.ListClose,
        .. taxonomy.Categories.SelectMany(category => category.Kind == MarkerKind.Categorical
            ? category.Values.Select(value => Categorical(category.Name, value))
            : [MarkerTemplate.Open(category.Name), MarkerTemplate.Close(category.Name)]),
    ];

    /// <summary>The one id of a categorical marker, tags included.</summary>
    /// <exception cref="MarkerException">The category is unknown or not categorical, or the value is not allowed.</exception>
    public int CategoricalId(string category, string value)
    {
        var canonical = Taxonomy[category].Normalize(value);
        return ValuesOf(category).First(entry => entry.Value == canonical).Id;
    }

    /// <summary>The values of a categorical category with their ids, in taxonomy order.</summary>
    /// <exception cref="MarkerException">The category is unknown or not categorical.</exception>
    public IReadOnlyList<(string Value, int Id)> ValuesOf(string category) =>
        _values.TryGetValue(category, out var values) ? values : throw NotOfKind(category, "categorical", _values.Keys);

    /// <summary>The id before a number of this category.</summary>
    /// <exception cref="MarkerException">The category is unknown or not a number.</exception>
    public int NumberOpenId(string category) => NumberIds(category).Open;

    /// <summary>The id after a number of this category.</summary>
    /// <exception cref="MarkerException">The category is unknown or not a number.</exception>
    public int NumberCloseId(string category) => NumberIds(category).Close;

    // Such as " <lang> German </lang>", with its leading space.
    private static string Categorical(string category, string value) =>
        MarkerTemplate.Open(category) + value + MarkerTemplate.Close(category);

    private static int IdOf(BpeTokenizer tokenizer, string content) => tokenizer.TryGetId(content, out var id)
        ? id
        : throw new FormatException($"The tokenizer lacks the marker token '{content}'. Use one that was trained with this taxonomy.");

    // Both ways to spell tokens leave ASCII as it is.
    private static int IdOfDigit(BpeTokenizer tokenizer, char digit) => Array.IndexOf(tokenizer.Model.Tokens, digit.ToString()) is >= 0 and var id
        ? id
        : throw new FormatException($"The tokenizer lacks a token for '{digit}', with which the markers' numbers are written.");

    private (int Open, int Close) NumberIds(string category) =>
        _numbers.TryGetValue(category, out var ids) ? ids : throw NotOfKind(category, "a number", _numbers.Keys);

    private MarkerException NotOfKind(string category, string kind, IEnumerable<string> allowed)
    {
        var names = Taxonomy.Categories.Select(entry => entry.Name).Where(allowed.Contains).ToArray();
        return new MarkerException(
            $"Marker '{Taxonomy[category].Name}' is not {kind}. Allowed: {string.Join(", ", names)}.", category, names);
    }
}
