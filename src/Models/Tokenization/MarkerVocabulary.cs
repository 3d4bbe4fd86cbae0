using System.Collections.Frozen;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>How a marker list's tags and values are written; its opening and closing are control tokens in both.</summary>
internal enum MarkerEncoding
{
    /// <summary>
    /// A categorical value is one added token that carries its tags, a number's tags are one each: a list takes few tokens, whose
    /// embeddings are learned anew.
    /// </summary>
    Tokens,

    /// <summary>Tags and values are plain text: a list takes more tokens, which a base knows already.</summary>
    Text,
}

/// <summary>
/// The ids of a taxonomy's markers in one tokenizer. Spaces belong to the markers, so that they join to exactly the template's text; no
/// list's opening or closing comes of ordinary text. Which <see cref="MarkerEncoding"/> a model has follows from its tokenizer.json:
/// it has the marker tokens, or the list's two alone. Immutable and safe to share between threads.
/// </summary>
internal sealed class MarkerVocabulary
{
    private readonly FrozenDictionary<string, IReadOnlyList<MarkerSpelling>> _values;
    private readonly FrozenDictionary<string, (IReadOnlyList<int> Open, IReadOnlyList<int> Close)> _numbers;

    /// <summary>Looks every marker up.</summary>
    /// <exception cref="FormatException">The tokenizer lacks a token; it was made for another taxonomy.</exception>
    public MarkerVocabulary(BpeTokenizer tokenizer, MarkerTaxonomy taxonomy)
    {
        Taxonomy = taxonomy;
        ListOpenId = IdOf(tokenizer, MarkerTemplate.ListOpen);
        ListCloseId = IdOf(tokenizer, MarkerTemplate.ListClose);
        OwnIds = tokenizer.AddedTokens.Where(token => token.Content.StartsWith(" <", StringComparison.Ordinal)).Select(token => token.Id)
            .Append(ListOpenId).ToFrozenSet();
        Encoding = OwnIds.Count > 2 ? MarkerEncoding.Tokens : MarkerEncoding.Text;
        DigitIds = "0123456789.".ToFrozenDictionary(digit => digit, digit => DigitId(tokenizer, digit));
        _values = taxonomy.Categories.Where(category => category.Kind == MarkerKind.Categorical).ToFrozenDictionary(
            category => category.Name,
            IReadOnlyList<MarkerSpelling> (category) =>
                [.. category.Values.Select(value => new MarkerSpelling(value, Spell(Categorical(category.Name, value))))]);
        _numbers = taxonomy.Categories.Where(category => category.Kind != MarkerKind.Categorical).ToFrozenDictionary(
            category => category.Name,
            category => (Spell(MarkerTemplate.Open(category.Name)), Spell(MarkerTemplate.Close(category.Name))));

        IReadOnlyList<int> Spell(string content) => Encoding == MarkerEncoding.Tokens
            ? [IdOf(tokenizer, content)]
            : Continue(tokenizer, content);
    }

    /// <summary>The taxonomy whose markers these are.</summary>
    public MarkerTaxonomy Taxonomy { get; }

    /// <summary>How tags and values are written.</summary>
    public MarkerEncoding Encoding { get; }

    /// <summary>The id that opens a list.</summary>
    public int ListOpenId { get; }

    /// <summary>The id that closes a list.</summary>
    public int ListCloseId { get; }

    /// <summary>The ordinary ids of what numbers are written with, '0' to '9' and '.'.</summary>
    public IReadOnlyDictionary<char, int> DigitIds { get; }

    /// <summary>
    /// The ids that stand for nothing but markers: those of the list, and where tags and values are tokens, these, of values that the
    /// taxonomy does not offer too.
    /// </summary>
    public IReadOnlySet<int> OwnIds { get; }

    /// <summary>Whether a tokenizer has the tokens that open and close a list, without which there are no markers.</summary>
    public static bool IsIn(BpeTokenizer tokenizer) =>
        tokenizer.TryGetId(MarkerTemplate.ListOpen, out _) && tokenizer.TryGetId(MarkerTemplate.ListClose, out _);

    /// <summary>
    /// The contents of the tokens that markers add to a tokenizer, in their order: the list's, then by category where each has its own.
    /// </summary>
    public static IEnumerable<string> Contents(MarkerTaxonomy taxonomy, MarkerEncoding encoding = MarkerEncoding.Tokens) =>
    [
        MarkerTemplate.ListOpen,
        MarkerTemplate.ListClose,
        .. encoding == MarkerEncoding.Text ? [] : taxonomy.Categories.SelectMany(category => category.Kind == MarkerKind.Categorical
            ? category.Values.Select(value => Categorical(category.Name, value))
            : [MarkerTemplate.Open(category.Name), MarkerTemplate.Close(category.Name)]),
    ];

    /// <summary>
    /// For each of <see cref="Contents"/> the texts whose mean its vector begins as in a base. What a marker means, and not how it is
    /// spelled: spellings share most of their tokens, so that their means would hardly differ. The list's end begins as the line feed
    /// that a base's answer follows.
    /// </summary>
    public static IEnumerable<IReadOnlyList<string>> Meanings(MarkerTaxonomy taxonomy, MarkerEncoding encoding) =>
    [
        [MarkerTemplate.ListOpen],
        ["\n"],
        .. encoding == MarkerEncoding.Text ? [] : taxonomy.Categories.SelectMany(IEnumerable<IReadOnlyList<string>> (category) =>
            category.Kind == MarkerKind.Categorical
                ? category.Values.Select(value => (IReadOnlyList<string>)[" " + value, " " + value, " " + category.Name])
                : [[" " + category.Name], [MarkerTemplate.Close(category.Name)]]),
    ];

    /// <summary>The values of a categorical category with their ids, tags included, in taxonomy order. None begins another.</summary>
    /// <exception cref="MarkerException">The category is unknown or not categorical.</exception>
    public IReadOnlyList<MarkerSpelling> SpellingsOf(string category) =>
        _values.TryGetValue(category, out var values) ? values : throw NotOfKind(category, "categorical", _values.Keys);

    /// <summary>The ids of a categorical marker, tags included.</summary>
    /// <exception cref="MarkerException">The category is unknown or not categorical, or the value is not allowed.</exception>
    public IReadOnlyList<int> CategoricalIds(string category, string value)
    {
        var canonical = Taxonomy[category].Normalize(value);
        return SpellingsOf(category).First(entry => entry.Value == canonical).Ids;
    }

    /// <summary>The ids before a number of this category.</summary>
    /// <exception cref="MarkerException">The category is unknown or not a number.</exception>
    public IReadOnlyList<int> NumberOpenIds(string category) => NumberIds(category).Open;

    /// <summary>The ids after a number of this category.</summary>
    /// <exception cref="MarkerException">The category is unknown or not a number.</exception>
    public IReadOnlyList<int> NumberCloseIds(string category) => NumberIds(category).Close;

    // Such as " <lang> German </lang>", with its leading space.
    private static string Categorical(string category, string value) =>
        MarkerTemplate.Open(category) + value + MarkerTemplate.Close(category);

    private static int IdOf(BpeTokenizer tokenizer, string content) => tokenizer.TryGetId(content, out var id)
        ? id
        : throw new FormatException($"The tokenizer lacks the marker token '{content}'. Use one that was trained with this taxonomy.");

    /// <summary>Ordinary ids of text that goes on: without the space that some tokenizers set before a text.</summary>
    private static int[] Continue(BpeTokenizer tokenizer, string text)
    {
        var before = tokenizer.EncodeOrdinary("\n");
        return tokenizer.EncodeOrdinary("\n" + text)[before.Length..];
    }

    private static int DigitId(BpeTokenizer tokenizer, char digit) => Continue(tokenizer, digit.ToString()) is [var id]
        ? id
        : throw new FormatException($"Markers cannot be written with this tokenizer: it has no token for '{digit}' alone.");

    private (IReadOnlyList<int> Open, IReadOnlyList<int> Close) NumberIds(string category) =>
        _numbers.TryGetValue(category, out var ids) ? ids : throw NotOfKind(category, "a number", _numbers.Keys);

    private MarkerException NotOfKind(string category, string kind, IEnumerable<string> allowed)
    {
        var names = Taxonomy.Categories.Select(entry => entry.Name).Where(allowed.Contains).ToArray();
        return new MarkerException(
            $"Marker '{Taxonomy[category].Name}' is not {kind}. Allowed: {string.Join(", ", names)}.", category, names);
    }
}

/// <summary>How a value of a categorical marker is written.</summary>
/// <param name="Value">The value, spelled as in the taxonomy.</param>
/// <param name="Ids">Its ids with the tags around it, at least one.</param>
internal sealed record MarkerSpelling(string Value, IReadOnlyList<int> Ids);
