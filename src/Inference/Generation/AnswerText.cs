using TreasureMarkers.Inference.Sampling;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Turns the text's tokens into what is shown: whole characters only, without the one space that every answer begins with,
/// up to a stop string, within enforced lengths.
/// </summary>
internal sealed class AnswerText(ByteLevelBpeTokenizer tokenizer, IReadOnlyList<string> stops, LengthLimits? limits)
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
