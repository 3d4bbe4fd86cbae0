using Microsoft.Extensions.Logging;

namespace TreasureMarkers.Plugin;

internal static partial class PluginLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Model} on {Device} with {Threads} threads in {Milliseconds} ms: {Vocabulary} tokens of vocabulary, context {Context}")]
    public static partial void Loaded(ILogger logger, string model, string device, int threads, long milliseconds, int vocabulary, int context);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Answered with {Tokens} tokens after a prompt of {PromptTokens}: {FinishReason}")]
    public static partial void Answered(ILogger logger, int promptTokens, int tokens, string finishReason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A generation failed")]
    public static partial void Failed(ILogger logger, Exception exception);
}
