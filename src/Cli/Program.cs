using System.CommandLine;
using TreasureMarkers.Cli;
using TreasureMarkers.Data;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

if (args is [ChatCommand.Name, .. var arguments])
{
    return await ChatCommand.RunAsync(arguments);
}

try
{
    return await Verbs.Create().Parse(args).InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        // Ctrl+C and SIGTERM end the current forward pass and write a checkpoint; they do not cut that short.
        ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
    });
}
catch (Exception e) when (Unwrapped(e) is OperationCanceledException)
{
    return 130;
}
catch (Exception e) when (Environment.GetEnvironmentVariable("TM_STACK") is null)
{
    Console.Error.WriteLine(ErrorLine.Of(Unwrapped(e)));
    return 1;
}

// What parallel work and reflection wrap around the first thing that went wrong.
static Exception Unwrapped(Exception e)
{
    while (e is AggregateException or System.Reflection.TargetInvocationException && e.InnerException is { } inner)
    {
        e = inner;
    }

    return e;
}

namespace TreasureMarkers.Cli
{
    /// <summary>What <c>tm</c> says when it cannot go on.</summary>
    internal static class ErrorLine
    {
        /// <summary>One line: what is meant for users as it is; of what is not, the kind too, and how to see where it came from.</summary>
        public static string Of(Exception e)
        {
            // .NET names files by their whole path; the user named them from here.
            var message = e.Message.ReplaceLineEndings(" ").Replace(
                Path.TrimEndingDirectorySeparator(Environment.CurrentDirectory) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
            return e is CommandException or ModelException or DataFormatException or MarkerException or IOException or UnauthorizedAccessException
                ? $"error: {message}"
                : $"error: {message} ({e.GetType().Name}; this is a defect of tm: with TM_STACK=1 the same command shows where)";
        }
    }

    /// <summary>The verbs of <c>tm</c>, in the order in which its help lists them.</summary>
    internal static class Verbs
    {
        /// <summary>The root command.</summary>
        public static RootCommand Create() => new("TreasureMarkers: chat, data, tokenizer, training, export and evaluation of marker models.")
        {
            ChatCommand.Create(),
            ImportCommand.Create(),
            ModelCommand.Create(),
            DataCommand.Create(),
            AnnotateCommand.Create(),
            TokenizerCommand.Create(),
            TrainCommand.Create(),
            ExportCommand.Create(),
            EvalCommand.Create(),
            BenchCommand.Create(),
        };
    }
}
