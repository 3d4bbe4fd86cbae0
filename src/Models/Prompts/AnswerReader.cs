using System.Text;

namespace TreasureMarkers.Models.Prompts;

/// <summary>A part of an answer as it is read.</summary>
internal abstract record AnswerPart
{
    private AnswerPart()
    {
    }

    /// <summary>More of the text; never empty.</summary>
    public sealed record Text(string Delta) : AnswerPart;

    /// <summary>More of what the model thought before it answered, which is no part of the answer; never empty.</summary>
    public sealed record Thinking(string Delta) : AnswerPart;

    /// <summary>A function call.</summary>
    public sealed record Call(PromptToolCall Value) : AnswerPart;
}

/// <summary>
/// Tells text, thinking and function calls of an answer apart as it is written. Thinking stands only where the answer begins. White space
/// around thinking and calls is left out; what looks like a call and is none is text. Not thread-safe.
/// </summary>
/// <param name="format">How the model writes calls; null where none are to be read.</param>
/// <param name="beginsThinking">Whether the prompt already opened the thinking.</param>
internal sealed class AnswerReader(ToolCallFormat? format, bool beginsThinking = false)
{
    /// <summary>Opens the thinking.</summary>
    public const string ThinkingOpen = "<think>";

    /// <summary>Closes it.</summary>
    public const string ThinkingClose = "</think>";

    // Llama 3's control token before a call of code or of a built-in function, and at times before any call.
    private const string PythonTag = "<|python_tag|>";

    private readonly StringBuilder _pending = new();
    private readonly string[] _tags = format is null ? [] : format.StartTag.Length > 0 ? [format.StartTag] : [PythonTag];
    private Place _place = beginsThinking ? Place.Thinking : Place.Beginning;
    private bool _isAtThinkingStart = true;
    private bool _hasThought = beginsThinking;
    private string _tag = "";
    private JsonScan _scan = new();

    private enum Place
    {
        Beginning,
        Thinking,
        Text,
        Call,
        AfterCall,
    }

    /// <summary>Whether what comes next is thinking.</summary>
    public bool IsThinking => _place == Place.Thinking;

    /// <summary>The parts that are certain after more of the answer.</summary>
    public IReadOnlyList<AnswerPart> Append(string delta) => Read(delta, isLast: false);

    /// <summary>Ends the answer: what was held back.</summary>
    public IReadOnlyList<AnswerPart> Complete() => Read("", isLast: true);

    private List<AnswerPart> Read(string delta, bool isLast)
    {
        _pending.Append(delta);
        var parts = new List<AnswerPart>();
        while (_place switch
        {
            Place.Beginning => ReadBeginning(isLast),
            Place.Thinking => ReadThinking(parts, isLast),
            Place.Text => ReadText(parts, isLast),
            Place.Call => ReadCall(parts, isLast),
            _ => ReadAfterCall(isLast),
        })
        {
            // Each turn takes from what is pending or changes the place.
        }

        return parts;
    }

    private bool ReadBeginning(bool isLast)
    {
        var text = _pending.ToString();
        var trimmed = text.TrimStart();
        if (!_hasThought && trimmed.StartsWith(ThinkingOpen, StringComparison.Ordinal))
        {
            _pending.Clear().Append(trimmed, ThinkingOpen.Length, trimmed.Length - ThinkingOpen.Length);
            (_place, _hasThought) = (Place.Thinking, true);
            return true;
        }

        if (!isLast && (trimmed.Length == 0 || (!_hasThought && ThinkingOpen.StartsWith(trimmed, StringComparison.Ordinal))))
        {
            return false;
        }

        if (_hasThought)
        {
            _pending.Clear().Append(trimmed);
        }

        if (format is { StartTag.Length: 0 } && trimmed.StartsWith('{'))
        {
            BeginCall("", trimmed);
            return true;
        }

        _place = Place.Text;
        return _pending.Length > 0;
    }

    private bool ReadThinking(List<AnswerPart> parts, bool isLast)
    {
        var text = _pending.ToString();
        if (_isAtThinkingStart)
        {
            text = text.TrimStart();
        }

        var close = text.IndexOf(ThinkingClose, StringComparison.Ordinal);
        // White space waits too: none stands before the close.
        var end = close >= 0 ? close : isLast ? text.Length : text.Length - HeldBack(text, [ThinkingClose]);
        var thought = text.AsSpan(0, end).TrimEnd().ToString();
        if (thought.Length > 0)
        {
            parts.Add(new AnswerPart.Thinking(thought));
            _isAtThinkingStart = false;
        }

        if (close < 0)
        {
            _pending.Clear().Append(isLast ? "" : text[thought.Length..]);
            return false;
        }

        _pending.Clear().Append(text, close + ThinkingClose.Length, text.Length - close - ThinkingClose.Length);
        _place = Place.Beginning;
        return true;
    }

    private bool ReadText(List<AnswerPart> parts, bool isLast)
    {
        var text = _pending.ToString();
        var (start, tag) = _tags.Select(tag => (Start: text.IndexOf(tag, StringComparison.Ordinal), Tag: tag))
            .Where(found => found.Start >= 0).DefaultIfEmpty((Start: -1, Tag: "")).MinBy(found => found.Start);
        if (start < 0)
        {
            var sure = isLast ? text.Length : text.Length - HeldBack(text, _tags);
            AddText(parts, text[..sure]);
            _pending.Clear().Append(text, sure, text.Length - sure);
            return false;
        }

        var before = text[..start].TrimEnd();
        AddText(parts, before);
        BeginCall(text[before.Length..(start + tag.Length)], text[(start + tag.Length)..]);
        return true;
    }

    private bool ReadCall(List<AnswerPart> parts, bool isLast)
    {
        var state = _scan.Read(_pending);
        if (state == JsonScan.State.Open && !isLast)
        {
            return false;
        }

        if (state == JsonScan.State.Closed)
        {
            var json = _pending.ToString(_scan.Start, _scan.End - _scan.Start);
            if (TryRead(json, out var call))
            {
                parts.Add(new AnswerPart.Call(call));
                _pending.Remove(0, _scan.End);
                _place = Place.AfterCall;
                return true;
            }
        }

        // Up to the brace or to where it is no JSON; a tag behind it can begin a call again.
        var text = _pending.ToString();
        var taken = isLast && state == JsonScan.State.Open ? text.Length : Math.Min(text.Length, Math.Max(_scan.End, 1));
        AddText(parts, _tag + text[..taken]);
        _pending.Remove(0, taken);
        _place = Place.Text;
        return true;
    }

    private bool ReadAfterCall(bool isLast)
    {
        var text = _pending.ToString().TrimStart(' ', '\n', '\r', '\t', ',', ']', ';');
        _pending.Clear().Append(text);
        if (text.StartsWith('{'))
        {
            BeginCall("", text);
            return true;
        }

        if (format!.EndTag is { Length: > 0 } end)
        {
            if (text.StartsWith(end, StringComparison.Ordinal))
            {
                _pending.Remove(0, end.Length);
                return true;
            }

            if (!isLast && end.StartsWith(text, StringComparison.Ordinal))
            {
                return false;
            }
        }

        if (text.Length == 0)
        {
            return false;
        }

        _place = Place.Text;
        return true;
    }

    private void BeginCall(string tag, string rest)
    {
        _pending.Clear().Append(rest);
        (_tag, _scan, _place) = (tag, new JsonScan(), Place.Call);
    }

    private static bool TryRead(string json, out PromptToolCall call)
    {
        try
        {
            call = ToolPrompt.ReadCall(json);
            return true;
        }
        catch (FormatException)
        {
            call = null!;
            return false;
        }
    }

    private static void AddText(List<AnswerPart> parts, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new AnswerPart.Text(text));
        }
    }

    /// <summary>How many characters at a text's end could be the beginning of a tag, white space before it included.</summary>
    private static int HeldBack(string text, string[] tags)
    {
        if (tags.Length == 0)
        {
            return 0;
        }

        var held = tags.Max(tag =>
        {
            var length = Math.Min(tag.Length - 1, text.Length);
            while (length > 0 && !text.AsSpan(text.Length - length).SequenceEqual(tag.AsSpan(0, length)))
            {
                length--;
            }

            return length;
        });
        var before = text.AsSpan(0, text.Length - held);
        return held + before.Length - before.TrimEnd().Length;
    }

    /// <summary>Finds the end of a JSON object that is still being written, in one pass.</summary>
    private sealed class JsonScan
    {
        private int _depth;
        private bool _inText;
        private bool _isEscaped;

        public enum State
        {
            Open,
            Closed,
            NoJson,
        }

        /// <summary>Where the object begins.</summary>
        public int Start { get; private set; }

        /// <summary>Behind what was looked at; behind the object once it is closed.</summary>
        public int End { get; private set; }

        public State Read(StringBuilder text)
        {
            var rest = text.ToString(End, text.Length - End);
            foreach (var c in rest)
            {
                End++;
                if (_depth == 0 && c != '{')
                {
                    if (c is not ('[' or ' ' or '\n' or '\r' or '\t'))
                    {
                        return State.NoJson;
                    }
                }
                else if (_inText)
                {
                    (_inText, _isEscaped) = (_isEscaped || c != '"', !_isEscaped && c == '\\');
                }
                else if (c == '"')
                {
                    _inText = true;
                }
                else if (c is '{' or '}')
                {
                    Start = _depth == 0 ? End - 1 : Start;
                    _depth += c == '{' ? 1 : -1;
                    if (_depth == 0)
                    {
                        return State.Closed;
                    }
                }
            }

            return State.Open;
        }
    }
}
