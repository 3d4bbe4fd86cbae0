using Microsoft.ML.OnnxRuntime;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Onnx;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Inference.Engine;

/// <summary>
/// Makes a model ready for 8-bit inputs: some fixed questions (calibration.txt) are run through it, to see how large the inputs of its
/// products become, and its weights are smoothed by that.
/// </summary>
internal static class Calibration
{
    // Longer than any of the questions in their frame; a template may write much around them.
    private const int LongestPrompt = 512;

    /// <summary>The same model with smoothed weights; as it is where it is in 8-bit columns already.</summary>
    /// <param name="source">What is to be exported in <see cref="WeightPrecision.Int8"/>.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="ModelException">A weight cannot be read, the model cannot frame a question, or the runtime cannot run it.</exception>
    public static ModelSource Smooth(ModelSource source, CancellationToken cancellationToken)
    {
        if (source.Weights is LlamaGraphReader { IsInColumns: true })
        {
            return source;
        }

        var folder = Directory.CreateTempSubdirectory("tm-calibration-").FullName;
        try
        {
            // Eight bits do: the largest inputs differ little from those of floats, and this takes a quarter of their memory.
            var config = source.Config with { MaxPositionEmbeddings = Math.Min(source.Config.MaxPositionEmbeddings, LongestPrompt) };
            LlamaGraph.Write(folder, config, source.Weights, WeightPrecision.Int8, watched: true);
            var prompts = Prompts(source).Select(prompt => prompt[..Math.Min(prompt.Length, config.MaxPositionEmbeddings)]).ToList();
            var ranges = Ranges(folder, [.. LlamaGraph.Watched(config)], prompts, cancellationToken);
            return source.With(new SmoothedWeights(source.Weights, source.Config, ranges));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<int[]> Prompts(ModelSource source)
    {
        using var text = new StreamReader(typeof(Calibration).Assembly.GetManifestResourceStream("calibration.txt")!);
        var questions = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        try
        {
            string ContentOf(int? id) => source.Tokenizer.AddedTokens.FirstOrDefault(token => token.Id == id)?.Content ?? "";
            var template = source.ChatTemplate is { } jinja
                ? new ChatTemplate(jinja, ContentOf(source.Tokenizer.Boundary.Begin), ContentOf(source.Tokenizer.Boundary.End))
                : null;
            var markers = source.Taxonomy.Categories.Count > 0 ? source.Taxonomy : null;
            var layout = new PromptLayout(source.Tokenizer, markers, template, source.Tokens.Ends);
            return [.. questions.Select(question => layout.EncodePrompt([new PromptMessage("user", question)], MarkerSet.Empty(source.Taxonomy)))];
        }
        catch (FormatException e)
        {
            throw new ModelException($"'{source.Path}' cannot frame a question, so that it could not be served: {e.Message}", e);
        }
    }

    // The largest absolute value of each input, over all prompts.
    private static Dictionary<string, float[]> Ranges(
        string folder, (string Output, string Range)[] watched, List<int[]> prompts, CancellationToken cancellationToken)
    {
        NativeRuntime.EnsureReady();
        var ranges = new Dictionary<string, float[]>();
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            NativeRuntime.KeepProductsExact(options, NativeRuntime.Saturates);
            using var session = new InferenceSession(Path.Combine(folder, ModelFiles.Graph), options);
            foreach (var prompt in prompts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var names = new List<string> { "input_ids", "attention_mask" };
                var inputs = new List<OrtValue>
                {
                    OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(prompt, id => (long)id), [1, prompt.Length]),
                    OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, prompt.Length).ToArray(), [1, prompt.Length]),
                };
                foreach (var (name, past) in session.InputMetadata.Where(input => input.Key.StartsWith("past_key_values.", StringComparison.Ordinal)))
                {
                    names.Add(name);
                    inputs.Add(OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, past.Dimensions[1], 0, past.Dimensions[3]]));
                }

                using var run = new RunOptions();
                using var outputs = session.Run(run, names, inputs, [.. watched.Select(one => one.Output)]);
                for (var i = 0; i < watched.Length; i++)
                {
                    Widen(ranges, watched[i].Range, outputs[i].GetTensorDataAsSpan<float>(), prompt.Length);
                }

                inputs.ForEach(input => input.Dispose());
            }
        }
        catch (Exception e) when (NativeRuntime.IsLoadFailure(e))
        {
            throw new ModelException($"The model could not be run for its calibration: {e.Message.ReplaceLineEndings(" ").Trim()}", e);
        }

        return ranges;
    }

    private static void Widen(Dictionary<string, float[]> ranges, string name, ReadOnlySpan<float> values, int tokens)
    {
        var width = values.Length / tokens;
        if (!ranges.TryGetValue(name, out var largest))
        {
            ranges[name] = largest = new float[width];
        }

        for (var i = 0; i < values.Length; i++)
        {
            largest[i % width] = Math.Max(largest[i % width], Math.Abs(values[i]));
        }
    }
}
