using Microsoft.Extensions.Logging.Abstractions;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Evaluation;

/// <summary>
/// How likely a model takes texts to be that have no markers: what a fine-tune left of what its base knows of language. Each text stands
/// alone, without a token before its first, which is therefore no target.
/// </summary>
internal static class Likelihood
{
    /// <summary>The name by which it is chosen among the experiments.</summary>
    public const string Name = "Text likelihood";

    private const int MostTokens = 256;

    /// <summary>Measures a model folder.</summary>
    /// <param name="folder">The folder, whose model has been loaded before.</param>
    /// <param name="texts">The texts, of which at most the first 256 tokens are looked at.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where the runtime gives no logits of every position, and without texts.</returns>
    public static TextLikelihood? Measure(string folder, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var model = ModelFolder.Load(folder);
        using var runner = ModelRunners.Load(
            model, new MarkerModelOptions { ModelFolder = folder, Slots = 1, PrefixCacheMegabytes = 0 }, Environment.ProcessorCount, NullLogger.Instance);
        if (!runner.CanDraft)
        {
            return null;
        }

        var (sum, targets) = (0.0, 0);
        foreach (var text in texts)
        {
            int[] ids = [.. model.Tokenizer.EncodeOrdinary(text).Take(MostTokens)];
            if (ids.Length < 2)
            {
                continue;
            }

            var slot = runner.Open(ids, ids.Length);
            runner.Prefill(slot, ids, draft: ids.Length - 1, cancellationToken);
            // The logits after the last token predict nothing that is known.
            float[][] rows = [slot.Logits, .. slot.DraftLogits.Take(ids.Length - 2)];
            sum += rows.Zip(ids.Skip(1), Nats).Sum();
            targets += rows.Length;
            runner.Close(slot);
        }

        return targets == 0 ? null : new TextLikelihood(targets, sum / targets);
    }

    private static double Nats(float[] logits, int id)
    {
        var highest = logits.Max();
        return Math.Log(logits.Sum(value => Math.Exp(value - highest))) + highest - logits[id];
    }
}
