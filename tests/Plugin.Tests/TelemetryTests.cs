using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Inference;

namespace TreasureMarkers.Plugin.Tests;

/// <summary>What listens gets the names and units of OpenTelemetry's conventions for generative AI.</summary>
public class TelemetryTests(ModelFolders folders)
{
    private const string Source = "TreasureMarkers.Plugin";

    [Fact]
    public async Task TokensAndTimesAreMeasured()
    {
        var seen = new List<(string Name, double Value, string? Type)>();
        using var client = ModelFolders.Load(folders.CopySmall());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Source)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests' requests are measured at the same time; this one's model has a name of its own.
            var all = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string);
            if (all["gen_ai.request.model"] == client.Model.Name && all["gen_ai.operation.name"] == "chat")
            {
                lock (seen)
                {
                    seen.Add((instrument.Name, value, all.GetValueOrDefault("gen_ai.token.type")));
                }
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        var response = await client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 5 });
        Assert.Contains(("gen_ai.client.token.usage", (double)response.Usage!.InputTokenCount!, "input"), seen);
        Assert.Contains(("gen_ai.client.token.usage", (double)response.Usage.OutputTokenCount!, "output"), seen);
        var duration = Single(seen, "gen_ai.client.operation.duration");
        var first = Single(seen, "gen_ai.server.time_to_first_token");
        Assert.InRange(first, double.Epsilon, duration);
        Assert.InRange(Single(seen, "gen_ai.server.time_per_output_token"), double.Epsilon, duration - first);
    }

    [Fact]
    public async Task AnAnswerIsAnActivityWithWhatWasAskedAndHowItEnded()
    {
        using var client = ModelFolders.Load(folders.CopySmall());
        var activity = await TraceAsync(client, () => client.GetResponseAsync(
            "Hello", new ChatOptions { MaxOutputTokens = 3, Temperature = 0.5f, TopP = 0.75f, Seed = 7, StopSequences = ["END"] }));
        Assert.Equal($"chat {client.Model.Name}", activity.DisplayName);
        Assert.Equal("treasuremarkers", activity.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(3, activity.GetTagItem("gen_ai.request.max_tokens"));
        Assert.Equal(0.5f, activity.GetTagItem("gen_ai.request.temperature"));
        Assert.Equal(0.75f, activity.GetTagItem("gen_ai.request.top_p"));
        Assert.Equal(7L, activity.GetTagItem("gen_ai.request.seed"));
        Assert.Equal(["END"], (string[])activity.GetTagItem("gen_ai.request.stop_sequences")!);
        Assert.Single((string[])activity.GetTagItem("gen_ai.response.finish_reasons")!);
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);
        Assert.DoesNotContain(activity.TagObjects, tag => tag.Value is string text && text.Contains("Hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFailureIsAnActivityWithItsType()
    {
        using var client = ModelFolders.Load(folders.CopySmall());
        var activity = await TraceAsync(
            client, () => Assert.ThrowsAsync<PromptTooLongException>(() => client.GetResponseAsync(new string('x', 9999))));
        Assert.Equal(typeof(PromptTooLongException).FullName, activity.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, activity.Status);
    }

    private static double Single(List<(string Name, double Value, string? Type)> seen, string name) =>
        Assert.Single(seen, s => s.Name == name).Value;

    private static async Task<Activity> TraceAsync(MarkerChatClient client, Func<Task> request)
    {
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (stopped)
                {
                    stopped.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await request();
        return Assert.Single(stopped, activity => activity.DisplayName.EndsWith(client.Model.Name, StringComparison.Ordinal));
    }
}
