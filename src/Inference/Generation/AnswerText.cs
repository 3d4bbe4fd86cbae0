using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Turns the answer's tokens into what is told: whole characters only, thinking apart from text, text up to a stop string and within
/// enforced lengths. Models trained here from nothing do not think, and begin every answer with one space, which is left out.
/// </summary>
/// <param name="layout">How the model writes answers.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="request">What the answer is held to, and the functions that it may call in its text.</param>
/// <param name="limits">Enforced lengths of the text; null for none.</param>
internal sealed class AnswerText(PromptLayout layout, BpeTokenizer tokenizer, GenerationRequest request, LengthLimits? limits)
{
    private readonly IncrementalDecoder _decoder = new(tokenizer);
    private readonly AnswerReader? _reader =
        layout.IsHouse ? null : new AnswerReader(request.Functions is null ? null : layout.Calls.Format, layout.BeginsThinking);

    private readonly StopFilter? _stops = request.Stops.Count > 0 ? new StopFilter(request.Stops) : null;
    private readonly LengthFilter? _lengths = limits is null ? null : new LengthFilter(limits);
    private bool _begun;

    /// <summary>Whether what comes next is thinking.</summary>
    public bool IsThinking => _reader?.IsThinking == true;

    /// <summary>Whether a stop string or an enforced length ended the text.</summary>
    public bool Stopped => _stops?.Stopped == true || _lengths?.Stopped == true;

    /// <summary>Whether an enforced length cut the text inside a sentence.</summary>
    public bool CutInside => _lengths?.CutInside == true;

    /// <summary>Takes the next token and gives what can be told; often nothing.</summary>
    public IEnumerable<GenerationEvent> Append(int id)
    {
        var text = _decoder.Append(id);
        return _reader is null ? Told(Filter(text)) : Read(_reader.Append(text));
    }

    /// <summary>Gives what was held back, once no more tokens come.</summary>
    public IEnumerable<GenerationEvent> Complete()
    {
        if (Stopped)
        {
            return [];
        }

        var text = _decoder.Complete();
        GenerationEvent[] last = _reader is null ? [.. Told(Filter(text))] : [.. Read([.. _reader.Append(text), .. _reader.Complete()])];
        var rest = _stops is { Stopped: false } filter ? filter.Complete() : "";
        return [.. last, .. Told((_lengths is null ? rest : _lengths.Append(rest)) + _lengths?.Complete())];
    }

    private IEnumerable<GenerationEvent> Read(IEnumerable<AnswerPart> parts) => parts.SelectMany(part => part switch
    {
        AnswerPart.Thinking thinking => [new GenerationEvent.Thinking(thinking.Delta)],
        AnswerPart.Call { Value: var call } => request.Functions!.Tools.Any(tool => tool.Name == call.Name)
            ? [new GenerationEvent.FunctionCall(call.Name, call.Arguments)]
            : Told(Filter(layout.Calls.Write([call]))),
        _ => Told(Filter(((AnswerPart.Text)part).Delta)),
    });

    private static IEnumerable<GenerationEvent> Told(string text) => text.Length > 0 ? [new GenerationEvent.Text(text)] : [];

    private string Filter(string text)
    {
        if (layout.IsHouse && !_begun && text.Length > 0)
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
