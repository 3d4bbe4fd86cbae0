using System.CommandLine;
using TreasureMarkers.Cli;
using TreasureMarkers.Data;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

if (args is [ChatCommand.Name, .. var arguments])
{
    return ChatCommand.Run(arguments);
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
catch (Exception e) when (e is CommandException or ModelException or DataFormatException or MarkerException
    or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}

namespace TreasureMarkers.Cli
{
    /// <summary>The verbs of <c>tm</c>, in the order in which its help lists them.</summary>
    internal static class Verbs
    {
        /// <summary>The root command.</summary>
        public static RootCommand Create() => new("TreasureMarkers: chat, data, tokenizer, training, export and evaluation of marker models.")
        {
            ChatCommand.Create(),
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
