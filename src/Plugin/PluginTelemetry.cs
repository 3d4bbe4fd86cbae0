using System.Diagnostics;
using System.Diagnostics.Metrics;
using TreasureMarkers.Inference;

namespace TreasureMarkers.Plugin;

/// <summary>
/// Traces and metrics by OpenTelemetry's conventions for generative AI, the model's own included, since it runs here. They cost
/// nothing while nobody listens, and never hold what was said.
/// </summary>
internal static class PluginTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "TreasureMarkers.Plugin";

    /// <summary>Value of gen_ai.provider.name.</summary>
    public const string Provider = "treasuremarkers";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    // The conventions' own boundaries.
    private static readonly InstrumentAdvice<long> TokenBuckets =
        new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] };

    private static readonly InstrumentAdvice<double> DurationBuckets =
        new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] };

    private static readonly InstrumentAdvice<double> TokenTimeBuckets =
        new() { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    private static readonly Histogram<long> Tokens =
        Meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens read and written", tags: null, TokenBuckets);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram(
            "gen_ai.client.operation.duration", "s", "From the request to the end of its answer", tags: null, DurationBuckets);

    private static readonly Histogram<double> FirstToken =
        Meter.CreateHistogram(
            "gen_ai.server.time_to_first_token",
            "s",
            "From the request to the first token after the marker list",
            tags: null,
            TokenTimeBuckets);

    private static readonly Histogram<double> PerToken =
        Meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "For each token of the text", tags: null, TokenTimeBuckets);

    /// <summary>Starts the activity of one request; null while nobody listens.</summary>
    public static Activity? Start(string model)
    {
        var activity = Source.StartActivity($"chat {model}", ActivityKind.Internal);
        activity?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", Provider)
            .SetTag("gen_ai.request.model", model);
        return activity;
    }

    /// <summary>Says how an answer was asked for.</summary>
    public static void Describe(Activity? activity, GenerationRequest request) => activity?
        .SetTag("gen_ai.request.max_tokens", request.MaxOutputTokens)
        .SetTag("gen_ai.request.temperature", request.Sampling.Temperature)
        .SetTag("gen_ai.request.top_p", request.Sampling.TopP)
        .SetTag("gen_ai.request.top_k", request.Sampling.TopK)
        .SetTag("gen_ai.request.frequency_penalty", request.Sampling.FrequencyPenalty)
        .SetTag("gen_ai.request.presence_penalty", request.Sampling.PresencePenalty)
        .SetTag("gen_ai.request.seed", request.Sampling.Seed)
        .SetTag("gen_ai.request.stop_sequences", request.Stops.Count > 0 ? request.Stops.ToArray() : null);

    /// <summary>Records how a request ended.</summary>
    /// <param name="activity">Its activity.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="elapsed">Time since the request.</param>
    /// <param name="end">Its end; null where it did not finish.</param>
    /// <param name="error">Type of the exception that ended it; null where none did.</param>
    public static void Finish(Activity? activity, string model, TimeSpan elapsed, GenerationEvent.Finished? end, string? error)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", Provider },
            { "gen_ai.request.model", model },
            { "gen_ai.response.model", model },
        };
        if (end is not null)
        {
            RecordAnswer(activity, end, tags);
        }

        if (error is not null)
        {
            tags.Add("error.type", error);
            activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        }

        Duration.Record(elapsed.TotalSeconds, tags);
    }

    private static void RecordAnswer(Activity? activity, GenerationEvent.Finished end, TagList tags)
    {
        Tokens.Record(end.Usage.PromptTokens, [.. tags, new("gen_ai.token.type", "input")]);
        Tokens.Record(end.Usage.OutputTokens, [.. tags, new("gen_ai.token.type", "output")]);
        FirstToken.Record((end.Timings.Queued + end.Timings.Prefill + end.Timings.Markers).TotalSeconds, tags);
        if (end.Timings.DecodeTokens > 0)
        {
            PerToken.Record(end.Timings.Decode.TotalSeconds / end.Timings.DecodeTokens, tags);
        }

        activity?.SetTag("gen_ai.response.model", activity.GetTagItem("gen_ai.request.model"))
            .SetTag("gen_ai.response.finish_reasons", new[] { UpdateBuilder.ReasonOf(end.Reason).Value })
            .SetTag("gen_ai.usage.input_tokens", end.Usage.PromptTokens)
            .SetTag("gen_ai.usage.cache_read.input_tokens", end.Usage.CachedTokens)
            .SetTag("gen_ai.usage.output_tokens", end.Usage.OutputTokens);
    }
}

/// <summary>Follows one request for traces and metrics, from its start to its disposal.</summary>
/// <param name="model">The model's name.</param>
internal sealed class RequestRecording(string model) : IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Activity? _activity = PluginTelemetry.Start(model);
    private GenerationEvent.Finished? _end;
    private string? _error;

    /// <summary>Reads the request; what this throws is recorded and thrown on.</summary>
    public GenerationRequest Read(Func<GenerationRequest> read)
    {
        try
        {
            var request = read();
            PluginTelemetry.Describe(_activity, request);
            return request;
        }
        catch (Exception e)
        {
            _error = e.GetType().FullName;
            throw;
        }
    }

    /// <summary>Awaits a step; what it throws is recorded and thrown on.</summary>
    public async ValueTask<T> WatchAsync<T>(ValueTask<T> step)
    {
        try
        {
            return await step;
        }
        catch (Exception e)
        {
            _error = e.GetType().FullName;
            throw;
        }
    }

    /// <summary>Takes what an event tells about the answer's end.</summary>
    public void Note(GenerationEvent next) => _end = next as GenerationEvent.Finished ?? _end;

    /// <summary>Records the request's end.</summary>
    public void Dispose()
    {
        PluginTelemetry.Finish(_activity, model, Stopwatch.GetElapsedTime(_started), _end, _error);
        _activity?.Dispose();
    }
}
