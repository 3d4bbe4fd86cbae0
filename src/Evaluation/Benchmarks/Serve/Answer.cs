using System.Diagnostics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>One answer, timed where its caller stands.</summary>
/// <param name="Markers">Its markers.</param>
/// <param name="Timings">What the client tells.</param>
/// <param name="ToMarkers">From the request to the update with the markers, after which text follows at once.</param>
/// <param name="Whole">From the request to the last update.</param>
internal sealed record Answer(MarkerContent Markers, GenerationTimings Timings, TimeSpan ToMarkers, TimeSpan Whole)
{
    /// <summary>Asks greedily.</summary>
    public static async Task<Answer> AskAsync(
        MarkerChatClient client, IEnumerable<ChatMessage> messages, int mostTokens, IEnumerable<KeyValuePair<string, string>> markers, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var marked = TimeSpan.Zero;
        MarkerContent? all = null;
        GenerationTimings? timings = null;
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = mostTokens }.WithMarkers(markers);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.Contents.OfType<MarkerContent>().FirstOrDefault() is { } chosen)
            {
                (all, marked) = (chosen, clock.Elapsed);
            }

            timings = update.Contents.OfType<TimingsContent>().FirstOrDefault()?.Timings ?? timings;
        }

        return new Answer(all!, timings!, marked, clock.Elapsed);
    }

    /// <summary>Asks greedily with one message and no markers.</summary>
    public static Task<Answer> AskAsync(MarkerChatClient client, string message, int mostTokens, CancellationToken cancellationToken) =>
        AskAsync(client, [new ChatMessage(ChatRole.User, message)], mostTokens, [], cancellationToken);

    /// <summary>Asks greedily for a long answer.</summary>
    public static Task<Answer> AskForMuchAsync(MarkerChatClient client, string message, int mostTokens, CancellationToken cancellationToken) =>
        AskAsync(client, [new ChatMessage(ChatRole.User, message)], mostTokens, Questions.LongAnswers, cancellationToken);
}
