using System.Diagnostics;

namespace TreasureMarkers.Evaluation;

/// <summary>One line on the terminal: answers done, rate, time left. To a file or a pipe, a line every half minute. Thread-safe.</summary>
/// <param name="output">Where it is written.</param>
/// <param name="interactive">Whether the line can be written over.</param>
internal sealed class EvalProgress(TextWriter output, bool interactive)
{
    private readonly TimeSpan _interval = interactive ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(30);
    private readonly Stopwatch _watch = new();
    private readonly Lock _lock = new();
    private string _name = "";
    private int _total;
    private int _before;
    private int _done;
    private TimeSpan _written;

    /// <summary>Says something that is no progress.</summary>
    public void Say(string text) => output.WriteLine(text);

    /// <summary>A model's experiment begins.</summary>
    /// <param name="name">The model and the experiment.</param>
    /// <param name="total">Questions in all.</param>
    /// <param name="done">Of those, answered by an earlier run.</param>
    public void Begin(string name, int total, int done)
    {
        (_name, _total, _before, _done, _written) = (name, total, done, done, TimeSpan.Zero);
        _watch.Restart();
        Write();
    }

    /// <summary>One more question is answered.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            _done++;
            if (_watch.Elapsed - _written > _interval)
            {
                Write();
            }
        }
    }

    /// <summary>The experiment is over.</summary>
    public void End()
    {
        Write();
        if (interactive)
        {
            output.WriteLine();
        }
    }

    private void Write()
    {
        _written = _watch.Elapsed;
        int fresh = _done - _before;
        string rate = fresh == 0
            ? ""
            : $", {fresh / _watch.Elapsed.TotalSeconds:0.0}/s, "
                + $"{TimeSpan.FromSeconds((_total - _done) * _watch.Elapsed.TotalSeconds / fresh):hh\\:mm\\:ss} left";
        string line = $"{_name}: {_done} of {_total} answers{rate}";
        output.Write(interactive ? $"\r{line}    " : line + "\n");
    }
}
