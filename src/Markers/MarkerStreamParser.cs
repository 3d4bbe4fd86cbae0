using System.Text;

namespace TreasureMarkers.Markers;

/// <summary>
/// Splits a completion that arrives in pieces into its marker list and its text. However it is cut, the parts are the
/// same once their text is joined: nothing is lost or doubled, and a malformed list comes out as text. Not thread-safe.
/// </summary>
/// <param name="taxonomy">The categories and values to accept in the list.</param>
public sealed class MarkerStreamParser(MarkerTaxonomy taxonomy)
{
    /// <summary>What may still become a list; null once that is decided.</summary>
    private StringBuilder? _start = new();

    private bool _completed;

    /// <summary>Takes the next piece and returns what is certain now: nothing while it may still become a list.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called before.</exception>
    public IReadOnlyList<MarkerStreamPart> Append(ReadOnlySpan<char> text)
    {
        if (_completed)
        {
            throw new InvalidOperationException("The completion is already complete; use a new parser for another one.");
        }

        if (_start is null)
        {
            return TextParts(text);
        }

        var start = _start.Append(text).ToString();
        var reader = new MarkerListReader(taxonomy, start);
        switch (reader.Read())
        {
            case MarkerListState.Incomplete:
                return [];
            case MarkerListState.Complete:
                _start = null;
                return [new MarkersPart(reader.Markers), .. TextParts(start.AsSpan(reader.Consumed))];
            default:
                _start = null;
                return TextParts(start);
        }
    }

    /// <summary>Ends the completion and returns what was held back: the text of a list that never ended.</summary>
    public IReadOnlyList<MarkerStreamPart> Complete()
    {
        _completed = true;
        var rest = _start?.ToString();
        _start = null;
        return TextParts(rest);
    }

    private static IReadOnlyList<MarkerStreamPart> TextParts(ReadOnlySpan<char> text) =>
        text.IsEmpty ? [] : [new TextPart(text.ToString())];
}

/// <summary>A piece of a completion as it streams in: its marker list, or text.</summary>
public abstract record MarkerStreamPart
{
    private protected MarkerStreamPart()
    {
    }
}

/// <summary>The marker list that the completion began with; at most one, and before any text.</summary>
/// <param name="Markers">The markers of the list; may be empty.</param>
public sealed record MarkersPart(MarkerSet Markers) : MarkerStreamPart;

/// <summary>Text of the completion, unchanged.</summary>
/// <param name="Text">At least one character.</param>
public sealed record TextPart(string Text) : MarkerStreamPart;
