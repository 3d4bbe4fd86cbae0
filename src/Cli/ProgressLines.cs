using System.Diagnostics;
using Spectre.Console;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary>Shows a run: a live bar in a terminal, a plain line now and then elsewhere.</summary>
internal static class ProgressLines
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(15);

    /// <summary>Runs something that reports its progress.</summary>
    public static void Show(Action<IProgress<RunProgress>> run)
    {
        if (Console.IsOutputRedirected)
        {
            run(NowAndThen<RunProgress>(progress => progress.PhaseProgress >= 1 || progress.Note is not null));
            return;
        }

        AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var bar = context.AddTask("starting", maxValue: 1);
                run(new Reporter<RunProgress>(progress =>
                {
                    bar.Value = progress.Share;
                    if (progress.Note is { } note)
                    {
                        AnsiConsole.WriteLine(note);
                    }
                    else
                    {
                        bar.Description = Markup.Escape(progress.ToString());
                    }
                }));
            });
    }

    /// <summary>Writes the first report, then one every 15 seconds, and those that must not be left out.</summary>
    public static IProgress<T> NowAndThen<T>(Func<T, bool> always)
    {
        var since = new Stopwatch();
        return new Reporter<T>(report =>
        {
            if (!since.IsRunning || since.Elapsed >= PlainInterval || always(report))
            {
                Console.WriteLine(report);
                since.Restart();
            }
        });
    }

    // Progress<T> would report on pool threads, out of order.
    private sealed class Reporter<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
