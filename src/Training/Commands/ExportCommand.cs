using System.CommandLine;
using TreasureMarkers.Training.Export;

namespace TreasureMarkers.Training.Commands;

/// <summary><c>export</c>: a run's checkpoint as a model folder.</summary>
public static class ExportCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The folder that `tm train --out` wrote.", Required = true };
        var output = new Option<string>("--out") { Description = "The model folder to write.", Required = true };
        var format = new Option<string>("--format") { Description = "onnx.", DefaultValueFactory = _ => "onnx" };
        var precision = new Option<string>("--precision") { Description = "fp32, int8 or int4.", DefaultValueFactory = _ => "int8" };
        var command = new Command("export", "Write a trained run as a model folder for serving.") { run, output, format, precision };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(format) is not "onnx" and var other)
            {
                throw new TrainingException($"--format {other} is not allowed. Allowed: onnx.");
            }

            var bytes = ModelFolder.Export(parsed.GetRequiredValue(run), parsed.GetRequiredValue(output), Read(parsed.GetRequiredValue(precision)));
            Console.WriteLine($"Wrote '{parsed.GetValue(output)}': {bytes / 1e6:0.0} MB of weights.");
        });
        return command;
    }

    private static WeightPrecision Read(string name) => name switch
    {
        "fp32" => WeightPrecision.Fp32,
        "int8" => WeightPrecision.Int8,
        "int4" => WeightPrecision.Int4,
        _ => throw new TrainingException($"--precision {name} is not allowed. Allowed: fp32, int8, int4."),
    };
}
