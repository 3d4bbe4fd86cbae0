using System.Collections.Frozen;

namespace TreasureMarkers.Markers;

/// <summary>
/// The categories of markers and their values. Validation, prompts, UI controls and tool definitions all derive from
/// it. Immutable and safe to share between threads.
/// </summary>
public sealed class MarkerTaxonomy
{
    private static readonly Lazy<MarkerTaxonomy> Embedded = new(ReadEmbedded);
    private readonly FrozenDictionary<string, int> _indices;

    internal MarkerTaxonomy(IReadOnlyList<MarkerCategory> categories)
    {
        Categories = categories;
        _indices = categories.Select((category, index) => KeyValuePair.Create(category.Name, index)).ToFrozenDictionary();
    }

    /// <summary>The taxonomy of 13 categories of arXiv 2506.14702, embedded in this assembly.</summary>
    public static MarkerTaxonomy Default => Embedded.Value;

    /// <summary>The categories in the order in which the template writes them.</summary>
    public IReadOnlyList<MarkerCategory> Categories { get; }

    /// <summary>The category of that name, matched exactly.</summary>
    /// <exception cref="MarkerException">There is no such category; the message names those there are.</exception>
    public MarkerCategory this[string name] => Categories[IndexOf(name)];

    /// <summary>Reads a taxonomy from JSON text, <c>{"categories":[{"name","kind","values"?,"description","displayName"}]}</c>.</summary>
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
    public bool TryGetCategory(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MarkerCategory? category)
    {
        category = _indices.TryGetValue(name, out var index) ? Categories[index] : null;
        return category is not null;
    }

    /// <summary>The taxonomy as JSON that <see cref="Parse"/> reads back to an equal one.</summary>
    public string ToJson() => TaxonomyJson.Write(this);

    internal int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_indices.TryGetValue(name, out var index))
        {
            return index;
        }

        var names = Categories.Select(category => category.Name).ToArray();
        throw new MarkerException(
            $"There is no marker '{MarkerCategory.Shorten(name)}'. Allowed: {string.Join(", ", names)}.", category: null, names);
    }

    private static MarkerTaxonomy ReadEmbedded()
    {
        using var stream = typeof(MarkerTaxonomy).Assembly.GetManifestResourceStream("taxonomy.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
