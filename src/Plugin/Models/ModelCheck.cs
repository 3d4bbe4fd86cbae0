using TreasureMarkers.Plugin.Native;

namespace TreasureMarkers.Plugin.Models;

/// <summary>One forward pass at loading, which finds what no file check can: weights that do not fit the config, or no numbers.</summary>
internal static class ModelCheck
{
    /// <summary>Passes one token through the model.</summary>
    /// <exception cref="MarkerModelException">The pass fails or its logits cannot be used.</exception>
    public static void Run(ModelFolder folder, GenAIModel model)
    {
        var logits = new float[folder.Config.VocabularySize];
        using var session = model.Open(Math.Min(2, folder.Config.ContextLength));
        session.Append([folder.Layout.EndId]);
        session.CopyLogits(logits);
        if (Array.Exists(logits, logit => !float.IsFinite(logit)))
        {
            throw new MarkerModelException($"{folder.Path}: the model's output is not all finite numbers, so its weights are damaged: export or copy the folder again.");
        }
    }
}
