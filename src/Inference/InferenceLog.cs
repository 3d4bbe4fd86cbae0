using Microsoft.Extensions.Logging;

namespace TreasureMarkers.Inference;

internal static partial class InferenceLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "CUDA could not be used, the model runs on the CPU: {Reason}")]
    public static partial void CudaFailed(ILogger logger, string reason);
}
