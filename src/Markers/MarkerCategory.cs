using System.Globalization;

namespace TreasureMarkers.Markers;

/// <summary>One category of the taxonomy: its name, the values it takes and how to show it.</summary>
public sealed class MarkerCategory
{
    private const decimal LargestFloat = 1_000_000m;
    private readonly Dictionary<string, string> _spellings;

    internal MarkerCategory(string name, MarkerKind kind, IReadOnlyList<string> values, string description, string displayName)
    {
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
    /// The canonical spelling of a value: categorical values are matched without regard to case, whole numbers lose
    /// leading zeros, other numbers are rounded to at most two decimals with a point.
    /// </summary>
    /// <exception cref="MarkerException">The value is not allowed; the message says which values are.</exception>
    public string Normalize(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return TryNormalize(value, out var canonical) ? canonical : throw Refusal(value);
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
