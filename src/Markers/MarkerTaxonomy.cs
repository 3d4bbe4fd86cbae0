using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TreasureMarkers.Markers;

/// <summary>
/// The categories of markers and their values. Validation, prompts, UI controls and tool definitions all derive from
/// it. Immutable and safe to share between threads.
/// </summary>
public sealed class MarkerTaxonomy
{
    private static readonly Lazy<MarkerTaxonomy> Embedded = new(ReadEmbedded);
    private readonly FrozenDictionary<string, int> _indices;

    internal MarkerTaxonomy(
        IReadOnlyList<MarkerCategory> categories, IReadOnlyList<MarkerRelation> relations, IReadOnlyList<IReadOnlyList<string>> together)
    {
        Categories = categories;
        Relations = relations;
        Together = together;
        _indices = categories.Select((category, index) => KeyValuePair.Create(category.Name, index)).ToFrozenDictionary();
    }

    /// <summary>The taxonomy of 13 categories of arXiv 2506.14702, embedded in this assembly.</summary>
    public static MarkerTaxonomy Default => Embedded.Value;

    /// <summary>The categories in the order in which the template writes them.</summary>
    public IReadOnlyList<MarkerCategory> Categories { get; }

    /// <summary>What the categories say of each other; what is given bounds by them what a model infers. None in an old taxonomy.</summary>
    public IReadOnlyList<MarkerRelation> Relations { get; }

    /// <summary>Names of categories that stand in an answer's list together: where one does, all do.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Together { get; }

    /// <summary>The category of that name, matched exactly.</summary>
    /// <exception cref="MarkerException">There is no such category; the message names those there are.</exception>
    public MarkerCategory this[string name] => Categories[IndexOf(name)];

    /// <summary>
    /// Reads a taxonomy from JSON text,
    /// <c>{"categories":[{"name","kind","values"?,"description","displayName","kept"?}],"relations"?:[{"if","is"?,"then",…}],"together"?:[[…]]}</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is no valid taxonomy; the message says where and why.</exception>
    public static MarkerTaxonomy Parse(string json) => TaxonomyJson.Read(json);

    /// <summary>Reads a taxonomy file, such as the taxonomy.json of a model folder.</summary>
    /// <exception cref="FormatException">The file holds no valid taxonomy; the message names the file and the fault.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MarkerTaxonomy Load(string path)
    {
        var json = File.ReadAllText(path);
        try
        {
            return Parse(json);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Finds a category by its exact name.</summary>
    public bool TryGetCategory(string name, [NotNullWhen(true)] out MarkerCategory? category)
    {
        category = _indices.TryGetValue(name, out var index) ? Categories[index] : null;
        return category is not null;
    }

    /// <summary>The taxonomy as JSON that <see cref="Parse"/> reads back to an equal one.</summary>
    public string ToJson() => TaxonomyJson.Write(this);

    /// <summary>This taxonomy with some of its values alone; what is left of its relations is kept.</summary>
    /// <param name="isOffered">Whether a value of a categorical category is kept; a category without any is left out.</param>
    internal MarkerTaxonomy Only(Func<MarkerCategory, string, bool> isOffered)
    {
        var categories = Categories
            .Select(category => category.Kind == MarkerKind.Categorical ? category.Only(value => isOffered(category, value)) : category)
            .Where(category => category.Kind != MarkerKind.Categorical || category.Values.Count > 0)
            .ToArray();
        var left = categories.ToDictionary(category => category.Name);
        var relations = Relations.Where(relation => left.ContainsKey(relation.If) && left.ContainsKey(relation.Then))
            .Select(relation => (Before: relation, After: relation with
            {
                Is = [.. relation.Is.Where(left[relation.If].Values.Contains)],
                Values = [.. relation.Values.Where(left[relation.Then].Values.Contains)],
            }))
            .Where(pair => (pair.Before.Is.Count > 0) == (pair.After.Is.Count > 0) && (pair.Before.Values.Count > 0) == (pair.After.Values.Count > 0))
            .Select(pair => pair.After);
        return new MarkerTaxonomy(
            categories, [.. relations], [.. Together.Select(group => group.Where(left.ContainsKey).ToArray()).Where(group => group.Length > 1)]);
    }

    /// <summary>This taxonomy with the share of answers that kept each marker, in place of what it said before.</summary>
    /// <param name="kept">By category and value, 0 to 1; for a number, by the values that were measured.</param>
    /// <exception cref="MarkerException">A category or value is unknown.</exception>
    internal MarkerTaxonomy WithKept(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> kept)
    {
        foreach (var name in kept.Keys)
        {
            IndexOf(name);
        }

        return new MarkerTaxonomy(
            [.. Categories.Select(category => category.WithKept(
                kept.GetValueOrDefault(category.Name)?.Select(entry => KeyValuePair.Create(category.Normalize(entry.Key), entry.Value)) ?? []))],
            Relations,
            Together);
    }

    internal int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_indices.TryGetValue(name, out var index))
        {
            return index;
        }

        var names = Categories.Select(category => category.Name).ToArray();
        throw new MarkerException(
            names.Length == 0
                ? $"This model was trained without markers, so '{MarkerCategory.Shorten(name)}' cannot be set. Leave it out, or fine-tune the model with markers."
                : $"There is no marker '{MarkerCategory.Shorten(name)}'. Allowed: {string.Join(", ", names)}.",
            category: null,
            names);
    }

    private static MarkerTaxonomy ReadEmbedded()
    {
        using var stream = typeof(MarkerTaxonomy).Assembly.GetManifestResourceStream("taxonomy.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}

/// <summary>One category of the taxonomy: its name, the values it takes and how to show it.</summary>
public sealed class MarkerCategory
{
    private const decimal LargestFloat = 1_000_000m;
    private readonly Dictionary<string, string> _spellings;

    internal MarkerCategory(
        string name,
        MarkerKind kind,
        IReadOnlyList<string> values,
        string description,
        string displayName,
        IReadOnlyDictionary<string, double>? kept = null)
    {
        Kept = kept ?? new Dictionary<string, double>();
        Name = name;
        Kind = kind;
        Values = values;
        Description = description;
        DisplayName = displayName;
        _spellings = values.ToDictionary(value => value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The name in the template, such as <c>length_tokens</c>; unique in its taxonomy.</summary>
    public string Name { get; }

    /// <summary>What values the category takes.</summary>
    public MarkerKind Kind { get; }

    /// <summary>The allowed values in taxonomy order; empty unless <see cref="Kind"/> is categorical.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>What the category means, in one sentence for people and for tool definitions.</summary>
    public string Description { get; }

    /// <summary>A short label for people, such as <c>Length in tokens</c>.</summary>
    public string DisplayName { get; }

    /// <summary>
    /// The share of answers, 0 to 1, in which the model that the taxonomy belongs to kept a value that was asked for, by value; for a
    /// number, by the values that were measured. Empty where nobody measured it.
    /// </summary>
    public IReadOnlyDictionary<string, double> Kept { get; }

    /// <summary>The names of the categories whose value can be made a guarantee instead of a wish: the lengths and the format.</summary>
    public static IReadOnlyList<string> EnforceableNames { get; } =
        ["length_tokens", "length_sentences", "length_paragraphs", "length_bucket", "format"];

    /// <summary>Whether a value of this category can be made a guarantee; see <see cref="EnforceableNames"/>.</summary>
    public bool IsEnforceable => EnforceableNames.Contains(Name);

    /// <summary>
    /// The canonical spelling of a value: categorical values are matched without regard to case, whole numbers lose
    /// leading zeros, other numbers are rounded to at most two decimals with a point.
    /// </summary>
    /// <exception cref="MarkerException">The value is not allowed; the message says which values are.</exception>
    public string Normalize(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return TryNormalize(value, out var canonical) ? canonical : throw Refusal(value);
    }

    internal MarkerCategory WithKept(IEnumerable<KeyValuePair<string, double>> kept) =>
        new(Name, Kind, Values, Description, DisplayName, kept.ToDictionary());

    internal MarkerCategory Only(Func<string, bool> isOffered)
    {
        string[] values = [.. Values.Where(isOffered)];
        return new(Name, Kind, values, Description, DisplayName, Kept.Where(entry => values.Contains(entry.Key)).ToDictionary());
    }

    internal bool TryNormalize(string value, out string canonical)
    {
        switch (Kind)
        {
            case MarkerKind.Integer:
                var isInteger = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var integer);
                canonical = integer.ToString(CultureInfo.InvariantCulture);
                return isInteger;
            case MarkerKind.Float:
                var isNumber = decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
                canonical = number.ToString("0.##", CultureInfo.InvariantCulture);
                return isNumber && number <= LargestFloat;
            default:
                var found = _spellings.TryGetValue(value, out var spelling);
                canonical = spelling ?? "";
                return found;
        }
    }

    private MarkerException Refusal(string value)
    {
        var allowed = Kind switch
        {
            MarkerKind.Integer => $"a whole number from 0 to {int.MaxValue}",
            MarkerKind.Float => $"a number from 0 to {LargestFloat}, with a point before decimals",
            _ => "one of: " + string.Join(", ", Values),
        };
        return new MarkerException($"Marker '{Name}' cannot be '{Shorten(value)}'. Allowed: {allowed}.", Name, Values);
    }

    /// <summary>Values come from outside: an error message quotes only the beginning of a long one.</summary>
    internal static string Shorten(string value) => value.Length <= 60 ? value : value[..60] + "…";
}

/// <summary>What values a marker category takes.</summary>
public enum MarkerKind
{
    /// <summary>A whole number from 0 to 2,147,483,647; <c>int</c> in taxonomy.json.</summary>
    Integer,

    /// <summary>A number from 0 to 1,000,000 kept with at most two decimals; <c>float</c> in taxonomy.json.</summary>
    Float,

    /// <summary>One of a fixed list of values; <c>categorical</c> in taxonomy.json.</summary>
    Categorical,
}
