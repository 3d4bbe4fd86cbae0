using System.CommandLine;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>export</c>: a run's checkpoint, a base or an exported folder, in the format that a program loads.</summary>
internal static class ExportCommand
{
    private static readonly (string Name, WeightPrecision Value)[] Onnx =
        [("fp32", WeightPrecision.Fp32), ("int8", WeightPrecision.Int8), ("int4", WeightPrecision.Int4), ("source", WeightPrecision.Source)];

    private static readonly (string Name, SafeTensorType Value)[] HuggingFace = [("fp32", SafeTensorType.Fp32), ("bf16", SafeTensorType.Bf16)];

    private static readonly (string Name, GgufPrecision Value)[] Gguf =
    [
        ("f32", GgufPrecision.F32), ("f16", GgufPrecision.F16), ("bf16", GgufPrecision.BF16), ("q8_0", GgufPrecision.Q80),
        ("source", GgufPrecision.Source),
    ];

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var run = new Option<string>("--run") { Description = "The folder that `tm train --out` wrote." };
        var checkpoint = new Option<string>("--checkpoint")
        {
            Description = "Of the run: last, best (lowest held-out loss), or the steps of one that was kept.",
            DefaultValueFactory = _ => "last",
        };
        var from = new Option<string>("--from")
        {
            Description = "Instead of --run: an exported folder, onnx or hf, or a base (GGUF file, Hugging Face folder). The result is no "
                + "more exact than it. An hf folder may have been trained further by another trainer.",
        };
        var output = new Option<string>("--out") { Description = "The folder to write; with gguf, the file.", Required = true };
        var format = new Option<string>("--format")
        {
            Description = "onnx: a folder to serve. hf: a Hugging Face folder. gguf: a file for llama.cpp. peft: the adapter of a LoRA run.",
            DefaultValueFactory = _ => "onnx",
        };
        var precision = new Option<string>("--precision")
        {
            Description = "onnx: fp32, int8 (if not given), int4 or source. hf: fp32 (if not given) or bf16. "
                + "gguf: f32, f16, bf16, q8_0 (if not given) or source. source: the blocks that a GGUF file has, unchanged.",
        };
        var values = new Option<string[]>("--values")
        {
            Description = "The values of a marker that the exported model offers, if not all that it was trained with, such as "
                + "lang=English,German,French; none, such as style=, leaves the marker out. Once for each marker.",
        };
        var command = new Command("export", "Write a model as a folder for serving, a Hugging Face folder, a GGUF file or an adapter.")
        {
            run, checkpoint, from, output, format, precision, values,
        };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(output);
            var write = Writer(parsed.GetValue(format), parsed.GetValue(precision));
            using var source = Read(parsed.GetValue(run), parsed.GetRequiredValue(checkpoint), parsed.GetValue(from));
            if (source.Report is { IsFinished: false } report)
            {
                Console.Error.WriteLine($"note: the run is not finished: this is what it was after {report.Step} steps.");
            }

            var offered = source.With(taxonomy: Offered(source.Taxonomy, parsed.GetValue(values) ?? []));
            var bytes = write(offered, target);
            Console.WriteLine($"Wrote '{target}': {bytes / 1e6:0.0} MB.");
        });
        return command;
    }

    /// <summary>One of several named choices.</summary>
    /// <exception cref="CommandException">The name is none of them; the message lists them.</exception>
    public static T Choose<T>(string name, string context, IReadOnlyList<(string Name, T Value)> allowed)
    {
        foreach (var choice in allowed)
        {
            if (choice.Name == name)
            {
                return choice.Value;
            }
        }

        throw new CommandException($"--precision {name} is not allowed{context}. Allowed: {string.Join(", ", allowed.Select(choice => choice.Name))}.");
    }

    /// <summary>A taxonomy with some of its values alone.</summary>
    /// <param name="taxonomy">All that the model was trained with.</param>
    /// <param name="choices">NAME=VALUE,VALUE… for each category of which not all are offered.</param>
    /// <exception cref="CommandException">A choice has another form, names no categorical marker, or names one twice.</exception>
    /// <exception cref="MarkerException">A category or a value is unknown.</exception>
    public static MarkerTaxonomy Offered(MarkerTaxonomy taxonomy, IReadOnlyList<string> choices)
    {
        var offered = new Dictionary<string, HashSet<string>>();
        foreach (var choice in choices)
        {
            if (choice.Split('=', 2) is not [var name, var listed])
            {
                throw new CommandException($"--values {choice} is not allowed. Give a marker and its values, such as --values lang=English,German.");
            }

            var category = taxonomy[name];
            if (category.Kind != MarkerKind.Categorical)
            {
                throw new CommandException($"--values {choice} is not allowed, since {name} is a number. Allowed: a marker that has values.");
            }

            var values = listed.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(category.Normalize);
            if (!offered.TryAdd(name, [.. values]))
            {
                throw new CommandException($"--values names {name} twice. Give all its values at once, such as --values lang=English,German.");
            }
        }

        return taxonomy.Only((category, value) => !offered.TryGetValue(category.Name, out var values) || values.Contains(value));
    }

    private static Func<ModelSource, string, long> Writer(string? format, string? precision)
    {
        var context = $" with --format {format}";
        switch (format)
        {
            case "onnx":
                var matrices = Choose(precision ?? "int8", context, Onnx);
                return (source, output) => ModelExport.ToModelFolder(
                    matrices == WeightPrecision.Int8 ? Calibration.Smooth(source, CancellationToken.None) : source, output, matrices);
            case "hf":
                var type = Choose(precision ?? "fp32", context, HuggingFace);
                return (source, output) => ModelExport.ToHuggingFace(source, output, type);
            case "gguf":
                var blocks = Choose(precision ?? "q8_0", context, Gguf);
                return (source, output) => ModelExport.ToGguf(source, output, blocks);
            case "peft" when precision is null or "fp32":
                return ModelExport.ToPeft;
            case "peft":
                throw new CommandException($"--precision {precision} is not allowed with --format peft. Allowed: fp32.");
            default:
                throw new CommandException($"--format {format} is not allowed. Allowed: onnx, hf, gguf, peft.");
        }
    }

    private static ModelSource Read(string? run, string checkpoint, string? from) => (run, from) switch
    {
        ({ } folder, null) => RunExport.FromRun(folder, checkpoint),
        (null, { } path) => ModelSource.Open(path),
        _ => throw new CommandException("Give either --run, the folder that `tm train --out` wrote, or --from, an exported folder or a base."),
    };
}
