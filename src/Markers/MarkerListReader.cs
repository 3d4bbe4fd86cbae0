using System.Buffers;

namespace TreasureMarkers.Markers;

/// <summary>
/// Reads a marker list from the start of a text that may end anywhere. Every list is bounded (each category once, values
/// from a list, numbers of limited length), so what is incomplete stays short.
/// </summary>
internal ref struct MarkerListReader(MarkerTaxonomy taxonomy, ReadOnlySpan<char> text)
{
    /// <summary>Longer than any number that a category accepts, leading zeros included.</summary>
    private const int LongestNumber = 16;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    public readonly int Consumed => _position;

    public MarkerSet Markers { get; private set; } = MarkerSet.Empty(taxonomy);

    public MarkerListState Read()
    {
        var state = Expect(MarkerTemplate.ListOpen);
        while (state == MarkerListState.Complete)
        {
            state = Expect(MarkerTemplate.ListClose);
            if (state != MarkerListState.Malformed)
            {
                return state;
            }

            state = ReadMarker();
        }

        return state;
    }

    private MarkerListState ReadMarker()
    {
        foreach (var category in taxonomy.Categories)
        {
            if (Markers.ContainsKey(category.Name))
            {
                continue;
            }

            var state = Expect(MarkerTemplate.Open(category.Name));
            if (state == MarkerListState.Complete)
            {
                return ReadValue(category);
            }

            if (state == MarkerListState.Incomplete)
            {
                return state;
            }
        }

        return MarkerListState.Malformed;
    }

    private MarkerListState ReadValue(MarkerCategory category)
    {
        var close = MarkerTemplate.Close(category.Name);
        if (category.Kind != MarkerKind.Categorical)
        {
            return ReadNumber(category, close);
        }

        // One value may begin another ("c" and "csharp", or "a" and "a b"), so the close tag is part of the match.
        var result = MarkerListState.Malformed;
        foreach (var value in category.Values)
        {
            var state = Expect(value + close);
            if (state == MarkerListState.Complete)
            {
                Markers = Markers.With(category.Name, value);
                return state;
            }

            if (state == MarkerListState.Incomplete)
            {
                result = state;
            }
        }

        return result;
    }

    private MarkerListState ReadNumber(MarkerCategory category, string close)
    {
        var rest = _text[_position..];
        var length = rest.IndexOfAnyExcept(NumberCharacters);
        var digits = length < 0 ? rest : rest[..length];
        if (digits.Length > LongestNumber)
        {
            return MarkerListState.Malformed;
        }

        if (length < 0)
        {
            return MarkerListState.Incomplete;
        }

        if (!category.TryNormalize(digits.ToString(), out var value))
        {
            return MarkerListState.Malformed;
        }

        _position += length;
        var state = Expect(close);
        if (state == MarkerListState.Complete)
        {
            Markers = Markers.With(category.Name, value);
        }

        return state;
    }

    private MarkerListState Expect(string expected)
    {
        var rest = _text[_position..];
        if (rest.StartsWith(expected, StringComparison.Ordinal))
        {
            _position += expected.Length;
            return MarkerListState.Complete;
        }

        return expected.AsSpan().StartsWith(rest, StringComparison.Ordinal) ? MarkerListState.Incomplete : MarkerListState.Malformed;
    }
}
