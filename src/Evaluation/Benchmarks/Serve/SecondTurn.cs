using Microsoft.Extensions.AI;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>The second turn after 400 tokens of history, with the first turn's keys and values kept and without.</summary>
internal static class SecondTurn
{
    private const double Goal = 8;
    private const int Times = 40;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(MarkerChatClient reusing, MarkerChatClient reading, CancellationToken cancellationToken)
    {
        var (kept, again, tokens, text) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = -3; i < Times; i++)
        {
            var history = new List<ChatMessage> { new(ChatRole.User, Questions.Long(5000 + (i * 50), Questions.SentencesOf400Tokens)) };
            var first = await reusing.GetResponseAsync(history, new ChatOptions { Temperature = 0, MaxOutputTokens = 16 }, cancellationToken);
            history.AddMessages(first);
            history.Add(new ChatMessage(ChatRole.User, "And why?"));
            var with = await Answer.AskAsync(reusing, history, 1, [], cancellationToken);
            var without = await Answer.AskAsync(reading, history, 1, [], cancellationToken);
            if (i >= 0)
            {
                tokens.Add(first.Usage!.InputTokenCount!.Value);
                kept.Add(with.Timings.Prefill.TotalMilliseconds);
                again.Add(without.Timings.Prefill.TotalMilliseconds);
                text.Add(without.ToMarkers / with.ToMarkers);
            }
        }

        var name = reusing.Model.Name;
        return
        [
            Figure.Plain(name, "history of the second turn", tokens, "tokens"),
            Figure.Plain(name, "second turn, first marker's logits, history kept", kept, "ms"),
            Figure.Plain(name, "second turn, first marker's logits, history read again", again, "ms"),
            Figure.AtLeast(name, "second turn's first token, faster by", [.. again.Zip(kept, (a, k) => a / k)], "x", Goal),
            Figure.Plain(name, "second turn's first text (after the marker phase), faster by", text, "x"),
        ];
    }
}
