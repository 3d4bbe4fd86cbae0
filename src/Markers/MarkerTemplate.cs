using System.Buffers;
using System.Text;

namespace TreasureMarkers.Markers;

/// <summary>
/// The text form of a marker list, as in arXiv 2506.14702:
/// <c>&lt;MARKER_LIST&gt; &lt;lang&gt; German &lt;/lang&gt; &lt;/MARKER_LIST&gt;</c>.
/// </summary>
public static class MarkerTemplate
{
    internal const string ListName = "MARKER_LIST";
    internal const string ListOpen = "<" + ListName + ">";
    internal const string ListClose = " </" + ListName + ">";

    /// <summary>The list as text, categories in taxonomy order; an empty set gives an empty list.</summary>
    public static string Render(MarkerSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var text = new StringBuilder(ListOpen);
        foreach (var (name, value) in set)
        {
            text.Append(Open(name)).Append(value).Append(Close(name));
        }

        return text.Append(ListClose).ToString();
    }

    /// <summary>
    /// Reads a list at the very start of a text: exact tags, spaces and categorical spellings, categories in any order,
    /// each at most once.
    /// </summary>
    /// <param name="taxonomy">The categories and values to accept.</param>
    /// <param name="text">The text to read from.</param>
    /// <param name="set">The markers read; the empty set when there is no list.</param>
    /// <param name="consumed">The length of the list in characters; 0 when there is none. The rest is text.</param>
    /// <returns>Whether the text begins with a complete and valid list.</returns>
    public static bool TryParsePrefix(MarkerTaxonomy taxonomy, string text, out MarkerSet set, out int consumed)
    {
        ArgumentNullException.ThrowIfNull(taxonomy);
        ArgumentNullException.ThrowIfNull(text);
        var reader = new MarkerListReader(taxonomy, text);
        var isList = reader.Read() == MarkerListState.Complete;
        set = isList ? reader.Markers : MarkerSet.Empty(taxonomy);
        consumed = isList ? reader.Consumed : 0;
        return isList;
    }

    /// <summary>What stands before a value, spaces included.</summary>
    internal static string Open(string name) => $" <{name}> ";

    /// <summary>What stands after a value, space included.</summary>
    internal static string Close(string name) => $" </{name}>";
}

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

    /// <summary>Characters of the text that were read.</summary>
    public readonly int Consumed => _position;

    /// <summary>The markers read so far.</summary>
    public MarkerSet Markers { get; private set; } = MarkerSet.Empty(taxonomy);

    /// <summary>Reads a list; <see cref="Markers"/> and <see cref="Consumed"/> hold the result when it is complete.</summary>
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

/// <summary>What a piece of text is, read as a marker list from its start.</summary>
internal enum MarkerListState
{
    /// <summary>It begins with a whole, valid list.</summary>
    Complete,

    /// <summary>It is the beginning of some valid list; more text decides.</summary>
    Incomplete,

    /// <summary>No continuation makes it begin with a valid list.</summary>
    Malformed,
}
