using System.CommandLine;
using TreasureMarkers.Cli;
using TreasureMarkers.Data;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

var root = new RootCommand("TreasureMarkers: data, tokenizer, training, export and evaluation of marker models.")
{
    DataCommand.Create(),
    AnnotateCommand.Create(),
    TokenizerCommand.Create(),
    TrainCommand.Create(),
    ExportCommand.Create(),
    EvalCommand.Create(),
    BenchCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        // Ctrl+C and SIGTERM end the current forward pass and write a checkpoint; they do not cut that short.
        ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
    });
}
catch (Exception e) when (e is CommandException or ModelException or DataFormatException or MarkerException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"error: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
catch (OperationCanceledException)
{
    return 130;
}
