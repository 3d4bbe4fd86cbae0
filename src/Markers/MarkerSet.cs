using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TreasureMarkers.Markers;

/// <summary>
/// An immutable set of markers: at most one valid value per category, enumerated in taxonomy order. Two sets are equal
/// when they hold the same names and values.
/// </summary>
public sealed class MarkerSet : IReadOnlyDictionary<string, string>, IEquatable<MarkerSet>
{
    /// <summary>The value of each category, by its place in the taxonomy; null where the marker is not set.</summary>
    private readonly string?[] _values;

    private MarkerSet(MarkerTaxonomy taxonomy, string?[] values)
    {
        Taxonomy = taxonomy;
        _values = values;
        Count = values.Count(value => value is not null);
    }

    /// <summary>The taxonomy that the markers belong to.</summary>
    public MarkerTaxonomy Taxonomy { get; }

    /// <summary>How many markers are set.</summary>
    public int Count { get; }

    /// <summary>The names of the markers that are set, in taxonomy order.</summary>
    public IEnumerable<string> Keys => this.Select(marker => marker.Key);

    /// <summary>The canonical values of the markers that are set, in taxonomy order.</summary>
    public IEnumerable<string> Values => this.Select(marker => marker.Value);

    /// <summary>The value of a marker that is set.</summary>
    /// <exception cref="KeyNotFoundException">The marker is not set, or there is no such category.</exception>
    public string this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"The marker '{MarkerCategory.Shorten(key)}' is not set.");

    /// <summary>The set without any marker.</summary>
    public static MarkerSet Empty(MarkerTaxonomy taxonomy)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        return new MarkerSet(taxonomy, new string?[taxonomy.Categories.Count]);
    }

    /// <summary>A set of the given names and values; values are brought to their canonical spelling.</summary>
    /// <exception cref="MarkerException">A name or value is not allowed, or a category appears twice.</exception>
    public static MarkerSet Create(MarkerTaxonomy taxonomy, IEnumerable<KeyValuePair<string, string>> markers)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(markers);
        var values = new string?[taxonomy.Categories.Count];
        foreach (var (name, value) in markers)
        {
            var index = taxonomy.IndexOf(name);
            if (values[index] is { } first)
            {
                throw new MarkerException(
                    $"Marker '{name}' is given twice, as '{first}' and '{MarkerCategory.Shorten(value)}'. Allowed: one value per category.",
                    name,
                    []);
            }

            values[index] = taxonomy.Categories[index].Normalize(value);
        }

        return new MarkerSet(taxonomy, values);
    }

    /// <summary>This set with one marker set or replaced.</summary>
    /// <exception cref="MarkerException">The name or value is not allowed.</exception>
    public MarkerSet With(string name, string value)
    {
        var index = Taxonomy.IndexOf(name);
        return Replace(index, Taxonomy.Categories[index].Normalize(value));
    }

    /// <summary>This set with one marker cleared; the same set when it was not set.</summary>
    /// <exception cref="MarkerException">There is no such category.</exception>
    public MarkerSet Without(string name) => Replace(Taxonomy.IndexOf(name), value: null);

    /// <summary>The union of both sets; where both set a category, the other's value wins.</summary>
    /// <exception cref="MarkerException">The other set has another taxonomy with a marker that this one does not allow.</exception>
    public MarkerSet Merge(MarkerSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Aggregate(this, (merged, marker) => merged.With(marker.Key, marker.Value));
    }

    /// <summary>Refuses markers that no answer could have together, by the taxonomy's relations.</summary>
    /// <returns>This set.</returns>
    /// <exception cref="MarkerException">Some contradict each other; the message names them and what is allowed.</exception>
    public MarkerSet ThrowIfContradictory()
    {
        if (!MarkerBounds.Of(Taxonomy, this).IsContradiction)
        {
            return this;
        }

        var involved = this.ToList();
        foreach (var marker in this)
        {
            KeyValuePair<string, string>[] others = [.. involved.Where(other => other.Key != marker.Key)];
            if (MarkerBounds.Of(Taxonomy, others).IsContradiction)
            {
                involved.RemoveAll(other => other.Key == marker.Key);
            }
        }

        var last = Taxonomy[involved[^1].Key];
        var bounds = MarkerBounds.Of(Taxonomy, involved.SkipLast(1));
        IReadOnlyList<string> values = last.Kind == MarkerKind.Categorical ? [.. bounds.Values(last)] : [];
        var (min, max) = last.Kind == MarkerKind.Integer ? bounds.Range(last) : (1, 0);
        var allowed = values.Count > 0 ? $"{last.Name} may be {string.Join(", ", values)}"
            : min > max ? $"{last.Name} cannot be set"
            : max == int.MaxValue ? $"{last.Name} may be {min} or more"
            : $"{last.Name} may be {min} to {max}";
        throw new MarkerException(
            $"The markers {string.Join(" and ", involved.Select(marker => $"{marker.Key} = {marker.Value}"))} contradict each other: beside "
            + $"{string.Join(" and ", involved.SkipLast(1).Select(marker => $"{marker.Key} = {marker.Value}"))}, {allowed}. Change one or leave it out.",
            last.Name,
            values);
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        value = Taxonomy.TryGetCategory(key, out _) ? _values[Taxonomy.IndexOf(key)] : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] is { } value)
            {
                yield return KeyValuePair.Create(Taxonomy.Categories[i].Name, value);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(MarkerSet? other) => other is not null && Count == other.Count && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MarkerSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (name, value) in this)
        {
            hash.Add(name);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>The template text of the set.</summary>
    public override string ToString() => MarkerTemplate.Render(this);

    private MarkerSet Replace(int index, string? value)
    {
        var values = (string?[])_values.Clone();
        values[index] = value;
        return new MarkerSet(Taxonomy, values);
    }
}

/// <summary>A marker category or value that the taxonomy does not allow; the message says what is allowed.</summary>
public sealed class MarkerException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, what is allowed.</param>
    /// <param name="category">The category concerned, or null when it is the category itself that is unknown.</param>
    /// <param name="allowed">The allowed categories or values; empty when they are not a list.</param>
    public MarkerException(string message, string? category, IReadOnlyList<string> allowed)
        : base(message)
    {
        Category = category;
        Allowed = allowed;
    }

    /// <summary>The category whose value was refused; null when the category itself is unknown.</summary>
    public string? Category { get; }

    /// <summary>The names or values that would have been accepted; empty when they are not a list.</summary>
    public IReadOnlyList<string> Allowed { get; }
}
