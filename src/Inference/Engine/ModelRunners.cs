using Microsoft.Extensions.Logging;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Inference.Engine;

/// <summary>Loads a folder's model with the runtime and on the device asked for, and tries it.</summary>
internal static class ModelRunners
{
    /// <summary>Loads the model; where CUDA cannot be used, on the CPU, and the log says why.</summary>
    /// <exception cref="ModelException">
    /// The runtime's libraries are missing, it refuses the model, or the model's output cannot be used.
    /// </exception>
    public static IModelRunner Load(ModelFolder folder, MarkerModelOptions options, int threads, ILogger logger)
    {
        var triesCuda = options.Runtime != ModelRuntime.OnnxRuntime && (options.Device == ModelDevice.Cuda
            || (options.Device == ModelDevice.Auto && NativeRuntime.Exists(NativeRuntime.CudaLibrary)));
        if (triesCuda)
        {
            try
            {
                return Try(folder, GenAIRunner.Load(folder, threads, options.Slots, cuda: true));
            }
            catch (ModelException e)
            {
                InferenceLog.CudaFailed(logger, e.Message);
            }
        }

        return Try(folder, options.Runtime == ModelRuntime.GenAI
            ? GenAIRunner.Load(folder, threads, options.Slots)
            : OnnxRuntimeRunner.Load(folder.Path, folder.Config, threads, options.Slots, options.PrefixCacheMegabytes * 1024L * 1024));
    }

    /// <summary>
    /// Passes one token, which finds what no check of files can: weights that do not fit the configuration, or that give no numbers.
    /// </summary>
    private static IModelRunner Try(ModelFolder folder, IModelRunner runner)
    {
        try
        {
            int[] prompt = [folder.Layout.EndId];
            var slot = runner.Open(prompt, prompt.Length);
            runner.Prefill(slot, prompt, draft: 0, CancellationToken.None);
            runner.Close(slot);
            return Array.TrueForAll(slot.Logits, float.IsFinite)
                ? runner
                : throw new ModelException(
                        $"{folder.Path}: the model's output is not all finite numbers, so its weights are damaged: "
                        + "export or copy the folder again.");
        }
        catch
        {
            runner.Dispose();
            throw;
        }
    }
}

internal static partial class InferenceLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "CUDA could not be used, the model runs on the CPU: {Reason}")]
    public static partial void CudaFailed(ILogger logger, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Loaded {Model} on {Device} with {Threads} threads in {Milliseconds} ms: "
            + "{Vocabulary} tokens of vocabulary, context {Context}")]
    public static partial void Loaded(
        ILogger logger, string model, string device, int threads, long milliseconds, int vocabulary, int context);

    [LoggerMessage(Level = LogLevel.Error, Message = "A generation failed")]
    public static partial void Failed(ILogger logger, Exception exception);
}
