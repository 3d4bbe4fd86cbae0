using System.CommandLine;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>export</c>: a run's checkpoint, or a model folder, in the format that a program loads.</summary>
internal static class ExportCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The folder that `tm train --out` wrote." };
        var from = new Option<string>("--from")
        {
            Description = "Instead of --run: an exported folder, onnx or hf. The result is no more exact than it. "
                + "An hf folder may have been trained further by another trainer.",
        };
        var output = new Option<string>("--out") { Description = "The folder to write; with gguf, the file.", Required = true };
        var format = new Option<string>("--format")
        {
            Description = "onnx: a folder to serve. hf: a Hugging Face folder. gguf: a file for llama.cpp.",
            DefaultValueFactory = _ => "onnx",
        };
        var precision = new Option<string>("--precision")
        {
            Description = "onnx: fp32, int8 (if not given) or int4. hf: fp32 (if not given) or bf16. gguf: f16 or q8_0 (if not given).",
        };
        var command = new Command("export", "Write a trained model as a folder for serving, a Hugging Face folder or a GGUF file.")
        {
            run, from, output, format, precision,
        };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(output);
            var write = Writer(parsed.GetValue(format), parsed.GetValue(precision));
            var bytes = write(Read(parsed.GetValue(run), parsed.GetValue(from)), target);
            Console.WriteLine($"Wrote '{target}': {bytes / 1e6:0.0} MB.");
        });
        return command;
    }

    private static Func<ExportSource, string, long> Writer(string? format, string? precision)
    {
        switch (format)
        {
            case "onnx":
                var matrices = Choose(
                    format, precision ?? "int8",
                    ("fp32", WeightPrecision.Fp32), ("int8", WeightPrecision.Int8), ("int4", WeightPrecision.Int4));
                return (source, output) => ModelExport.ToModelFolder(source, output, matrices);
            case "hf":
                var type = Choose(format, precision ?? "fp32", ("fp32", SafeTensorType.Fp32), ("bf16", SafeTensorType.Bf16));
                return (source, output) => ModelExport.ToHuggingFace(source, output, type);
            case "gguf":
                var blocks = Choose(format, precision ?? "q8_0", ("f16", GgufPrecision.F16), ("q8_0", GgufPrecision.Q80));
                return (source, output) => ModelExport.ToGguf(source, output, blocks);
            default:
                throw new CommandException($"--format {format} is not allowed. Allowed: onnx, hf, gguf.");
        }
    }

    private static ExportSource Read(string? run, string? from) => (run, from) switch
    {
        ({ } folder, null) => RunExport.FromRun(folder),
        (null, { } folder) => ExportSource.FromFolder(folder),
        _ => throw new CommandException("Give either --run, the folder that `tm train --out` wrote, or --from, an exported folder."),
    };

    private static T Choose<T>(string format, string name, params (string Name, T Value)[] allowed)
    {
        var index = Array.FindIndex(allowed, choice => choice.Name == name);
        return index >= 0
            ? allowed[index].Value
            : throw new CommandException(
                $"--precision {name} is not allowed with --format {format}. Allowed: {string.Join(", ", allowed.Select(choice => choice.Name))}.");
    }
}
