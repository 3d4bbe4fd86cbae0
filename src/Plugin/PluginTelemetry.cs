using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace TreasureMarkers.Plugin;

/// <summary>Traces and metrics by OpenTelemetry's conventions for generative AI; they cost nothing while nobody listens.</summary>
internal static class PluginTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "TreasureMarkers.Plugin";

    /// <summary>Value of gen_ai.provider.name.</summary>
    public const string Provider = "treasuremarkers";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens read and written");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Time from the request to the end of its answer");

    /// <summary>Starts the activity of one request; null while nobody listens.</summary>
    public static Activity? Start(string model)
    {
        var activity = Source.StartActivity($"chat {model}", ActivityKind.Internal);
        activity?.SetTag("gen_ai.operation.name", "chat")
            .SetTag("gen_ai.provider.name", Provider)
            .SetTag("gen_ai.request.model", model);
        return activity;
    }

    /// <summary>Records how a request ended.</summary>
    /// <param name="activity">Its activity.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="elapsed">Time since the request.</param>
    /// <param name="usage">Its tokens; null where it did not finish.</param>
    /// <param name="error">Type of the exception that ended it; null where none did.</param>
    public static void Finish(Activity? activity, string model, TimeSpan elapsed, UsageDetails? usage, string? error)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", "chat" },
            { "gen_ai.provider.name", Provider },
            { "gen_ai.request.model", model },
            { "gen_ai.response.model", model },
        };
        if (usage is not null)
        {
            Tokens.Record(usage.InputTokenCount ?? 0, [.. tags, new("gen_ai.token.type", "input")]);
            Tokens.Record(usage.OutputTokenCount ?? 0, [.. tags, new("gen_ai.token.type", "output")]);
            activity?.SetTag("gen_ai.usage.input_tokens", usage.InputTokenCount).SetTag("gen_ai.usage.output_tokens", usage.OutputTokenCount);
        }

        if (error is not null)
        {
            tags.Add("error.type", error);
            activity?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
        }

        Duration.Record(elapsed.TotalSeconds, tags);
    }
}
