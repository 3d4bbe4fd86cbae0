using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>How long a short question waits for its first token, marker phase included, alone and while a prompt of 400 tokens is read.</summary>
internal static class FirstToken
{
    private const double Goal = 3;
    private const int Times = 60;
    private const string Question = "What is Linux?";

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(MarkerChatClient client, CancellationToken cancellationToken)
    {
        var (alone, beside) = (new List<double>(), new List<double>());
        for (var i = -5; i < Times; i++)
        {
            var single = await Answer.AskAsync(client, Question, 1, cancellationToken);
            using var other = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var reading = Answer.AskAsync(client, Questions.Long(1000 + (i * 50), Questions.SentencesOf400Tokens), 1, other.Token);
            var shared = await Answer.AskAsync(client, Question, 1, cancellationToken);
            await reading;
            if (i >= 0)
            {
                alone.Add(single.ToMarkers.TotalMilliseconds);
                beside.Add(shared.ToMarkers.TotalMilliseconds);
            }
        }

        var ratio = Samples.Percentile(beside, 95) / Samples.Percentile(alone, 95);
        return
        [
            Figure.Plain(client.Model.Name, "first token of a short question", alone, "ms"),
            Figure.Plain(client.Model.Name, "the same while another reads 400 tokens", beside, "ms"),
            Figure.AtMost(client.Model.Name, "its p95 against alone", ratio, [.. beside.Zip(alone, (b, a) => b / a)], "x", Goal),
        ];
    }
}
