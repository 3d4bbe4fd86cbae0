using System.CommandLine;
using TreasureMarkers.Training.Export;

namespace TreasureMarkers.Training.Commands;

/// <summary><c>export</c>: a run's checkpoint as a model folder, or as a file for llama.cpp.</summary>
public static class ExportCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The folder that `tm train --out` wrote." };
        var from = new Option<string>("--from") { Description = "With gguf, instead of --run: the model folder that an export wrote." };
        var output = new Option<string>("--out") { Description = "The model folder to write; with gguf, the file.", Required = true };
        var format = new Option<string>("--format") { Description = "onnx: a folder to serve. gguf: a file for llama.cpp.", DefaultValueFactory = _ => "onnx" };
        var precision = new Option<string>("--precision") { Description = "onnx: fp32, int8 (if not given) or int4. gguf: f16 or q8_0 (if not given)." };
        var command = new Command("export", "Write a trained run as a model folder for serving, or as a GGUF file.") { run, from, output, format, precision };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(output);
            var bytes = parsed.GetValue(format) switch
            {
                "onnx" => ModelFolder.Export(Run(parsed.GetValue(run), parsed.GetValue(from)), target, ReadOnnx(parsed.GetValue(precision))),
                "gguf" => WriteGguf(parsed.GetValue(run), parsed.GetValue(from), target, ReadGguf(parsed.GetValue(precision))),
                var other => throw new TrainingException($"--format {other} is not allowed. Allowed: onnx, gguf."),
            };
            Console.WriteLine($"Wrote '{target}': {bytes / 1e6:0.0} MB.");
        });
        return command;
    }

    private static string Run(string? run, string? from) => (run, from) switch
    {
        ({ } folder, null) => folder,
        (_, { }) => throw new TrainingException("--from goes with --format gguf. Give --run: a model folder is made from a run."),
        _ => throw new TrainingException("Give --run, the folder that `tm train --out` wrote."),
    };

    private static long WriteGguf(string? run, string? from, string output, GgufPrecision precision) => (run, from) switch
    {
        ({ } folder, null) => GgufFile.ExportRun(folder, output, precision),
        (null, { } folder) => GgufFile.ExportFolder(folder, output, precision),
        _ => throw new TrainingException("Give either --run, the folder that `tm train --out` wrote, or --from, a model folder."),
    };

    private static WeightPrecision ReadOnnx(string? name) => name switch
    {
        "fp32" => WeightPrecision.Fp32,
        "int8" or null => WeightPrecision.Int8,
        "int4" => WeightPrecision.Int4,
        _ => throw new TrainingException($"--precision {name} is not allowed with --format onnx. Allowed: fp32, int8, int4."),
    };

    private static GgufPrecision ReadGguf(string? name) => name switch
    {
        "f16" => GgufPrecision.F16,
        "q8_0" or null => GgufPrecision.Q80,
        _ => throw new TrainingException($"--precision {name} is not allowed with --format gguf. Allowed: f16, q8_0."),
    };
}
