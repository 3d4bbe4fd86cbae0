using Microsoft.Extensions.Logging;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Inference.GenAI;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;

namespace TreasureMarkers.Inference;

/// <summary>Loads a folder's model on the device asked for, and tries it. Why there are two runners, <see cref="IModelRunner"/> says.</summary>
internal static class ModelRunnerLoader
{
    /// <summary>Loads the model; where CUDA cannot be used, on the CPU, and the log says why.</summary>
    /// <exception cref="ModelException">The runtime's libraries are missing, it refuses the model, or the model's output cannot be used.</exception>
    public static IModelRunner Load(ModelFolder folder, MarkerModelOptions options, int threads, ILogger logger)
    {
        var triesCuda = options.Device == ModelDevice.Cuda
            || (options.Device == ModelDevice.Auto && NativeRuntime.Exists(NativeRuntime.CudaLibrary));
        if (triesCuda)
        {
            try
            {
                return Check(folder, new GenAIRunner(GenAIModel.Load(folder.Path, threads, cuda: true), folder.Config.VocabularySize, options.Slots));
            }
            catch (ModelException e)
            {
                InferenceLog.CudaFailed(logger, e.Message);
            }
        }

        return Check(folder, BatchRunner.Load(folder, threads, options.Slots, options.PrefixCacheMegabytes * 1024L * 1024));
    }

    private static IModelRunner Check(ModelFolder folder, IModelRunner runner)
    {
        try
        {
            ModelCheck.Run(folder, runner);
            return runner;
        }
        catch
        {
            runner.Dispose();
            throw;
        }
    }
}
