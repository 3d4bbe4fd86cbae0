using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Turns the text's tokens into what is shown: whole characters only, without the one space that every answer begins with,
/// up to a stop string, within enforced lengths.
/// </summary>
internal sealed class AnswerText(BpeTokenizer tokenizer, IReadOnlyList<string> stops, LengthLimits? limits)
{
    private readonly IncrementalDecoder _decoder = new(tokenizer);
    private readonly StopFilter? _stops = stops.Count > 0 ? new StopFilter(stops) : null;
    private readonly LengthFilter? _lengths = limits is null ? null : new LengthFilter(limits);
    private bool _begun;

    /// <summary>Whether a stop string or an enforced length ended the text.</summary>
    public bool Stopped => _stops?.Stopped == true || _lengths?.Stopped == true;

    /// <summary>Whether an enforced length cut the text inside a sentence.</summary>
    public bool CutInside => _lengths?.CutInside == true;

    /// <summary>Takes the next token and gives what can be shown; often nothing.</summary>
    public string Append(int id) => Filter(_decoder.Append(id));

    /// <summary>Gives what was held back, once no more tokens come.</summary>
    public string Complete()
    {
        if (Stopped)
        {
            return "";
        }

        var text = Filter(_decoder.Complete());
        if (_stops is { Stopped: false } filter)
        {
            var rest = filter.Complete();
            text += _lengths is null ? rest : _lengths.Append(rest);
        }

        return text + _lengths?.Complete();
    }

    private string Filter(string text)
    {
        if (!_begun && text.Length > 0)
        {
            _begun = true;
            text = text.StartsWith(' ') ? text[1..] : text;
        }

        text = _stops?.Append(text) ?? text;
        text = _lengths?.Append(text) ?? text;
        if (_stops?.Stopped == true)
        {
            text += _lengths?.Complete();
        }

        return text;
    }
}

/// <summary>Lets text through until a stop string is complete in it, and never shows any part of one.</summary>
/// <param name="stops">Non-empty strings, compared character by character.</param>
internal sealed class StopFilter(IReadOnlyList<string> stops)
{
    private string _held = "";

    /// <summary>Whether a stop string was found; text after it is dropped.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes the next text and gives what can be shown.</summary>
    public string Append(string text)
    {
        if (Stopped)
        {
            return "";
        }

        var all = _held + text;
        var found = FirstComplete(all);
        Stopped = found is not null;
        var shown = found ?? all.Length - PartialStop(all);
        _held = Stopped ? "" : all[shown..];
        return all[..shown];
    }

    /// <summary>Gives what was held back, once no more text comes.</summary>
    public string Complete()
    {
        var rest = _held;
        _held = "";
        return rest;
    }

    /// <summary>Where the stop string begins that is complete first, so that it does not matter in which pieces text came.</summary>
    private int? FirstComplete(string text)
    {
        int? start = null;
        var end = int.MaxValue;
        foreach (var stop in stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (at + stop.Length, at).CompareTo((end, start ?? 0)) < 0)
            {
                (start, end) = (at, at + stop.Length);
            }
        }

        return start;
    }

    /// <summary>Length of the longest end of the text that is the beginning of a stop string.</summary>
    private int PartialStop(string text)
    {
        for (var length = Math.Min(text.Length, stops.Select(s => s.Length - 1).DefaultIfEmpty(0).Max()); length > 0; length--)
        {
            var end = text.AsSpan(text.Length - length);
            foreach (var stop in stops)
            {
                if (stop.Length > length && stop.AsSpan().StartsWith(end))
                {
                    return length;
                }
            }
        }

        return 0;
    }
}
