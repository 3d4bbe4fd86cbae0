using System.CommandLine;

namespace TreasureMarkers.Cli;

/// <summary><c>bench</c>: what this machine does.</summary>
internal static class BenchCommand
{
    /// <summary>The verb with those below it.</summary>
    public static Command Create() =>
        new("bench", "Measure this machine.") { BenchTrainCommand.Create(), BenchDataCommand.Create(), BenchServeCommand.Create() };
}
