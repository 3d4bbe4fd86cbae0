using System.CommandLine;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Cli;

/// <summary><c>tm import</c>: a base as others publish it becomes a model folder, from which it is served.</summary>
internal static class ImportCommand
{
    private static readonly (string Name, WeightPrecision Value)[] Precisions =
        [("source", WeightPrecision.Source), ("fp32", WeightPrecision.Fp32), ("int8", WeightPrecision.Int8), ("int4", WeightPrecision.Int4)];

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "A GGUF file, or a Hugging Face folder." };
        var output = new Option<string>("--out") { Description = "The model folder to write.", Required = true };
        var precision = new Option<string>("--precision")
        {
            Description = "source (if not given): a GGUF file's own blocks, taken over exactly, and floats where it has floats; fp32; int8; int4.",
            DefaultValueFactory = _ => "source",
        };
        var context = new Option<int>("--context")
        {
            Description = "The longest conversation, in tokens; never longer than the model's own.",
            DefaultValueFactory = _ => ImportCache.DefaultContext,
        };
        context.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 64)
            {
                result.AddError("--context must be 64 or more.");
            }
        });
        var command = new Command("import", "Make a model folder of a base: a GGUF file or a Hugging Face folder.") { path, output, precision, context };
        command.SetAction((parsed, cancellationToken) => CommandProgress.RunAsync(note => Task.Run(
            () =>
            {
                var chosen = ExportCommand.Choose(parsed.GetRequiredValue(precision), "", Precisions);
                using var source = ModelSource.Open(parsed.GetRequiredValue(path)).With(context: parsed.GetRequiredValue(context));
                var target = parsed.GetRequiredValue(output);
                note(ImportCache.Describe(source));
                var smooth = chosen == WeightPrecision.Int8 ? Calibration.Smooth(source, cancellationToken) : source;
                var bytes = ImportCache.Write(smooth, target, chosen, note, cancellationToken);
                note($"wrote '{target}': {bytes / 1e6:0.0} MB");
                return 0;
            },
            cancellationToken)));
        return command;
    }
}
