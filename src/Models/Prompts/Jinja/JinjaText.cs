using System.Runtime.InteropServices;
using System.Text;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>Where text comes from. Any other number than these is one kind of content that the caller tells from others.</summary>
internal static class JinjaOrigin
{
    /// <summary>The template, or what the house writes into it, such as a role or the token that begins a text.</summary>
    public const int Template = 0;

    /// <summary>A message, a function's definition or a call's arguments.</summary>
    public const int Content = 1;
}

/// <summary>A string that knows of each of its characters where it comes from. Immutable.</summary>
internal sealed class JinjaText : JinjaValue
{
    private readonly Run[] _runs;

    private JinjaText(string value, Run[] runs)
        : base(runs.Length == 0 ? JinjaOrigin.Template : runs.Max(run => run.Origin)) => (Value, _runs) = (value, runs);

    /// <summary>The text without its origins.</summary>
    public string Value { get; }

    /// <summary>No characters.</summary>
    public static JinjaText Empty { get; } = new("", []);

    /// <summary>Its parts of one origin each, in order; neighbours differ in origin and none is empty.</summary>
    public IReadOnlyList<Run> Runs => _runs;

    /// <inheritdoc/>
    public override long Size => Value.Length;

    /// <summary>Text of one origin.</summary>
    public static JinjaText Of(string value, int origin = JinjaOrigin.Template) =>
        value.Length == 0 ? Empty : new JinjaText(value, [new Run(0, value.Length, origin)]);

    /// <summary>A part of it.</summary>
    public JinjaText Slice(int start, int length)
    {
        if (length == Value.Length)
        {
            return this;
        }

        if (length == 0)
        {
            return Empty;
        }

        var end = start + length;
        return new JinjaText(
            Value.Substring(start, length),
            [
                .. RunsIn(start, end).Select(run => new Run(Math.Max(run.Start, start) - start, Math.Min(run.End, end) - start, run.Origin)),
            ]);
    }

    /// <summary>The parts that have characters from one place to before another, uncut.</summary>
    public IEnumerable<Run> RunsIn(int start, int end)
    {
        var (low, high) = (0, _runs.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _runs[middle].End <= start ? (middle + 1, high) : (low, middle);
        }

        for (; low < _runs.Length && _runs[low].Start < end; low++)
        {
            yield return _runs[low];
        }
    }

    /// <summary>The origin of a character.</summary>
    public int OriginAt(int index) => RunsIn(index, index + 1).First().Origin;

    /// <summary>The same origins over characters that were mapped one to one.</summary>
    public JinjaText Mapped(string value) => new(value, _runs);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>A part of one origin: from <paramref name="Start"/> to before <paramref name="End"/>.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Run(int Start, int End, int Origin);

    /// <summary>Joins texts. Not thread-safe.</summary>
    /// <param name="budget">Counts what is written.</param>
    internal sealed class Builder(JinjaBudget budget)
    {
        private readonly StringBuilder _text = new();
        private readonly List<Run> _runs = [];

        /// <summary>Characters so far.</summary>
        public int Length => _text.Length;

        /// <summary>Adds a text.</summary>
        public Builder Append(JinjaText text)
        {
            foreach (var run in text._runs)
            {
                Append(text.Value.AsSpan(run.Start, run.End - run.Start), run.Origin);
            }

            return this;
        }

        /// <summary>Adds a part of a text.</summary>
        public Builder Append(JinjaText text, int start, int length) => Append(text.Slice(start, length));

        /// <summary>Adds text of one origin.</summary>
        public Builder Append(ReadOnlySpan<char> text, int origin = JinjaOrigin.Template)
        {
            if (text.IsEmpty)
            {
                return this;
            }

            budget.Write(text.Length);
            var start = _text.Length;
            _text.Append(text);
            if (_runs.Count > 0 && _runs[^1].Origin == origin)
            {
                _runs[^1] = _runs[^1] with { End = _text.Length };
            }
            else
            {
                _runs.Add(new Run(start, _text.Length, origin));
            }

            return this;
        }

        /// <summary>What was added.</summary>
        public JinjaText Build() => _runs.Count == 0 ? Empty : new JinjaText(_text.ToString(), [.. _runs]);
    }
}
