namespace TreasureMarkers.Markers;

/// <summary>
/// What one category's marker says of another's in the same list, such as that a <c>medium</c> answer has 300 to 1000 tokens. It is read
/// both ways: an answer of 50 tokens is not <c>medium</c>. It holds where both stand in the list, and asks of neither to stand there.
/// </summary>
/// <param name="If">The category that it is about.</param>
/// <param name="Then">The category that it limits.</param>
public sealed record MarkerRelation(string If, string Then)
{
    /// <summary>The values of <see cref="If"/> that it is about; empty for any.</summary>
    public IReadOnlyList<string> Is { get; init; } = [];

    /// <summary>The values that <see cref="Then"/> may have; empty where that is a number.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The least that <see cref="Then"/>, a whole number, may be; null for no limit.</summary>
    public int? Min { get; init; }

    /// <summary>The most that <see cref="Then"/>, a whole number, may be; null for no limit.</summary>
    public int? Max { get; init; }

    /// <summary>The least that <see cref="Then"/> may be for each one of <see cref="If"/>, both whole numbers; null for no limit.</summary>
    public decimal? MinRatio { get; init; }

    /// <summary>The most that <see cref="Then"/> may be for each one of <see cref="If"/>, both whole numbers; null for no limit.</summary>
    public decimal? MaxRatio { get; init; }
}

/// <summary>
/// What the markers of a list that are known leave to the others, by the taxonomy's relations: a range for each whole number, the values
/// for each categorical marker. Every limit is followed to every category that it reaches, in both directions.
/// <para>
/// A category stands in the list for certain where its marker is known, or it is a number that stands together with a known one; only from
/// such a category does anything follow. The limits are those of the marker if it stands there: none are left where it cannot.
/// </para>
/// </summary>
internal sealed class MarkerBounds
{
    // Ratios that fit badly could narrow two ranges one by one for ever; a range that is left too wide does no harm.
    private const int MostRounds = 64;

    private readonly MarkerTaxonomy _taxonomy;
    private readonly Dictionary<string, string> _known;
    private readonly bool[] _stands;
    private readonly HashSet<string>?[] _values;
    private readonly (long Min, long Max)[] _ranges;

    private MarkerBounds(MarkerTaxonomy taxonomy, IEnumerable<KeyValuePair<string, string>> known)
    {
        _taxonomy = taxonomy;
        _known = known.ToDictionary();
        _stands = [.. taxonomy.Categories.Select(category => _known.ContainsKey(category.Name)
            || taxonomy.Together.Any(group => group.Contains(category.Name) && group.Any(_known.ContainsKey)))];
        _values = [.. taxonomy.Categories.Select(category => category.Kind != MarkerKind.Categorical ? null
            : _known.TryGetValue(category.Name, out var value) ? [value] : category.Values.ToHashSet())];
        _ranges = [.. taxonomy.Categories.Select(category => category.Kind == MarkerKind.Integer && _known.TryGetValue(category.Name, out var value)
            ? (long.Parse(value), long.Parse(value)) : (0L, (long)int.MaxValue))];
        for (var round = 0; round < MostRounds && Narrow(); round++)
        {
        }
    }

    /// <summary>
    /// Whether no list can hold the known markers, nor a number that stands together with them. (A categorical marker of which no value
    /// is possible is left out: a model may lack the value that the others ask for.)
    /// </summary>
    public bool IsContradiction => _taxonomy.Categories.Where((_, i) => Binds(i) && IsEmpty(i)).Any();

    /// <summary>The limits beside some markers.</summary>
    /// <param name="taxonomy">Its relations.</param>
    /// <param name="known">Canonical values by category, each once.</param>
    public static MarkerBounds Of(MarkerTaxonomy taxonomy, IEnumerable<KeyValuePair<string, string>> known) => new(taxonomy, known);

    /// <summary>The limits with one more marker.</summary>
    public MarkerBounds With(string category, string value) => new(_taxonomy, _known.Append(KeyValuePair.Create(category, value)));

    /// <summary>Whether a category stands in the list because a known marker does.</summary>
    public bool Stands(MarkerCategory category) => _stands[_taxonomy.IndexOf(category.Name)];

    /// <summary>Whether a category can stand in the list.</summary>
    public bool CanStand(MarkerCategory category) => !IsEmpty(_taxonomy.IndexOf(category.Name));

    /// <summary>The least and the most that a whole number may be; the least is above the most where it cannot stand in the list.</summary>
    public (int Min, int Max) Range(MarkerCategory category)
    {
        var (min, max) = _ranges[_taxonomy.IndexOf(category.Name)];
        return min > max ? (1, 0) : ((int)min, (int)max);
    }

    /// <summary>The values that a categorical marker may have, in taxonomy order; none where it cannot stand in the list.</summary>
    public IEnumerable<string> Values(MarkerCategory category) => category.Values.Where(_values[_taxonomy.IndexOf(category.Name)]!.Contains);

    /// <summary>Whether what a category may be limits others: it is known, or a number that stands in the list for certain.</summary>
    private bool Binds(int index) => _stands[index] && (_values[index] is null || _known.ContainsKey(_taxonomy.Categories[index].Name));

    private bool IsEmpty(int index) => _values[index] is { } values ? values.Count == 0 : _ranges[index].Min > _ranges[index].Max;

    /// <summary>Applies each relation once, both ways.</summary>
    /// <returns>Whether anything became narrower.</returns>
    private bool Narrow()
    {
        var changed = false;
        foreach (var relation in _taxonomy.Relations)
        {
            var (from, to) = (_taxonomy.IndexOf(relation.If), _taxonomy.IndexOf(relation.Then));
            if (Binds(from) && (relation.Is.Count == 0 || _values[from]!.IsSubsetOf(relation.Is)))
            {
                changed |= Limit(to, relation.Min ?? 0, relation.Max ?? int.MaxValue);
                changed |= relation.Values.Count > 0 && _values[to]!.RemoveWhere(value => !relation.Values.Contains(value)) > 0;
                changed |= Limit(
                    to,
                    relation.MinRatio is { } least ? (long)Math.Ceiling(least * _ranges[from].Min) : 0,
                    relation.MaxRatio is { } most ? (long)Math.Floor(most * _ranges[from].Max) : int.MaxValue);
            }

            if (Binds(to))
            {
                changed |= IsRefused(relation, to) && Exclude(from, relation.Is);
                changed |= Limit(
                    from,
                    relation.MaxRatio is > 0 and var most ? (long)Math.Ceiling(_ranges[to].Min / most) : 0,
                    relation.MinRatio is > 0 and var least ? (long)Math.Floor(_ranges[to].Max / least) : int.MaxValue);
            }
        }

        return changed;
    }

    /// <summary>Whether nothing that a category can be is allowed by a relation.</summary>
    private bool IsRefused(MarkerRelation relation, int to) => relation.Values.Count > 0
        ? !_values[to]!.Overlaps(relation.Values)
        : _values[to] is null && (_ranges[to].Max < (relation.Min ?? 0) || _ranges[to].Min > (relation.Max ?? int.MaxValue));

    private bool Exclude(int index, IReadOnlyList<string> excluded)
    {
        if (_values[index] is { } values)
        {
            return values.RemoveWhere(value => excluded.Count == 0 || excluded.Contains(value)) > 0;
        }

        return Limit(index, 1, 0);
    }

    private bool Limit(int index, long min, long max)
    {
        if (_values[index] is not null)
        {
            return false;
        }

        var before = _ranges[index];
        _ranges[index] = (Math.Max(before.Min, min), Math.Min(before.Max, max));
        return _ranges[index] != before;
    }
}
