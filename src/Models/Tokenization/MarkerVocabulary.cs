using System.Collections.Frozen;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>The ids of a taxonomy's marker tokens in one tokenizer. Immutable and safe to share between threads.</summary>
internal sealed class MarkerVocabulary
{
    private readonly FrozenDictionary<string, IReadOnlyList<(string Value, int Id)>> _values;
    private readonly FrozenDictionary<string, (int Open, int Close)> _numbers;

    /// <summary>Looks every token up.</summary>
    /// <exception cref="FormatException">The tokenizer lacks one; it was made for another taxonomy.</exception>
    public MarkerVocabulary(ByteLevelBpeTokenizer tokenizer, MarkerTaxonomy taxonomy)
    {
        Taxonomy = taxonomy;
        ListOpenId = IdOf(tokenizer, MarkerTokens.ListOpen);
        ListCloseId = IdOf(tokenizer, MarkerTokens.ListClose);
        DigitIds = "0123456789.".ToFrozenDictionary(digit => digit, digit => tokenizer.EncodeOrdinary(digit.ToString()).Single());
        _values = taxonomy.Categories.Where(category => category.Kind == MarkerKind.Categorical).ToFrozenDictionary(
            category => category.Name,
            IReadOnlyList<(string, int)> (category) =>
                [.. category.Values.Select(value => (value, IdOf(tokenizer, MarkerTokens.Categorical(category.Name, value))))]);
        _numbers = taxonomy.Categories.Where(category => category.Kind != MarkerKind.Categorical).ToFrozenDictionary(
            category => category.Name,
            category => (IdOf(tokenizer, MarkerTokens.NumberOpen(category.Name)), IdOf(tokenizer, MarkerTokens.NumberClose(category.Name))));
    }

    /// <summary>The taxonomy whose markers these are.</summary>
    public MarkerTaxonomy Taxonomy { get; }

    /// <summary>The id that opens a list.</summary>
    public int ListOpenId { get; }

    /// <summary>The id that closes a list.</summary>
    public int ListCloseId { get; }

    /// <summary>The ordinary ids of what numbers are written with, '0' to '9' and '.'.</summary>
    public IReadOnlyDictionary<char, int> DigitIds { get; }

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

    private static int IdOf(ByteLevelBpeTokenizer tokenizer, string content) => tokenizer.TryGetId(content, out var id)
        ? id
        : throw new FormatException($"The tokenizer lacks the marker token '{content}'. Use one that was trained with this taxonomy.");

    private (int Open, int Close) NumberIds(string category) =>
        _numbers.TryGetValue(category, out var ids) ? ids : throw NotOfKind(category, "a number", _numbers.Keys);

    private MarkerException NotOfKind(string category, string kind, IEnumerable<string> allowed)
    {
        var names = Taxonomy.Categories.Select(entry => entry.Name).Where(allowed.Contains).ToArray();
        return new MarkerException(
            $"Marker '{Taxonomy[category].Name}' is not {kind}. Allowed: {string.Join(", ", names)}.", category, names);
    }
}
