using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Inference.Engine;

/// <summary>One forward pass at loading, which finds what no file check can: weights that do not fit the config, or no numbers.</summary>
internal static class ModelCheck
{
    /// <summary>Passes one token through the model.</summary>
    /// <exception cref="ModelException">The pass fails or its logits cannot be used.</exception>
    public static void Run(ModelFolder folder, IModelRunner runner)
    {
        int[] prompt = [folder.Layout.EndId];
        var slot = runner.Open(prompt, prompt.Length);
        runner.Prefill(slot, prompt, draft: 0, CancellationToken.None);
        runner.Close(slot);
        if (Array.Exists(slot.Logits, logit => !float.IsFinite(logit)))
        {
            throw new ModelException($"{folder.Path}: the model's output is not all finite numbers, so its weights are damaged: export or copy the folder again.");
        }
    }
}
