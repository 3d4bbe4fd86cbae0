using System.Diagnostics;
using Spectre.Console;

namespace TreasureMarkers.Cli;

/// <summary>Shows what a long command is doing: a spinner on a terminal, plain lines elsewhere, both with the time so far.</summary>
internal static class CommandProgress
{
    /// <summary>Runs the work and shows its notes.</summary>
    /// <param name="work">Is given what takes one-line notes.</param>
    public static Task<T> RunAsync<T>(Func<Action<string>, Task<T>> work)
    {
        var clock = Stopwatch.StartNew();
        return AnsiConsole.Profile.Capabilities.Interactive
            ? AnsiConsole.Status().StartAsync("starting", status => work(note =>
            {
                AnsiConsole.WriteLine($"{clock.Elapsed.TotalSeconds,6:0.0} s  {note}");
                status.Status(Markup.Escape(note));
            }))
            : work(note => Console.Out.WriteLine($"{clock.Elapsed.TotalSeconds,6:0.0} s  {note}"));
    }
}
