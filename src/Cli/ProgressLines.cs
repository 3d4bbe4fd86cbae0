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
            run(new Reporter(Plain()));
            return;
        }

        AnsiConsole.Progress()
            .Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var bar = context.AddTask("starting", maxValue: 1);
                run(new Reporter(progress =>
                {
                    bar.Description = Markup.Escape(progress.ToString());
                    bar.Value = progress.Share;
                }));
            });
    }

    private static Action<RunProgress> Plain()
    {
        var since = new Stopwatch();
        return progress =>
        {
            if (!since.IsRunning || since.Elapsed >= PlainInterval || progress.PhaseProgress >= 1)
            {
                Console.WriteLine(progress);
                since.Restart();
            }
        };
    }

    // Progress<T> would report on pool threads, out of order.
    private sealed class Reporter(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
