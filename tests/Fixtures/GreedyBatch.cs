using TreasureMarkers.Inference.Engine;

namespace TreasureMarkers.Fixtures;

/// <summary>Greedy answers in the runner that serves, as many at a time as it has slots, with nothing of the engine above it.</summary>
internal static class GreedyBatch
{
    /// <summary>The answers, without the token that ended them.</summary>
    public static IReadOnlyList<int[]> Write(IModelRunner runner, IReadOnlyList<int[]> prompts, int mostTokens, int endId)
    {
        var answers = prompts.Select(_ => new List<int>()).ToArray();
        var open = new List<(int Index, ModelSlot Slot)>();
        for (var next = 0; next < prompts.Count || open.Count > 0;)
        {
            while (next < prompts.Count && open.Count < runner.Slots)
            {
                var slot = runner.Open(prompts[next], prompts[next].Length + mostTokens);
                runner.Prefill(slot, prompts[next].AsSpan(slot.Tokens.Count), draft: 0, CancellationToken.None);
                open.Add((next++, slot));
            }

            var going = new List<(int Index, ModelSlot Slot)>();
            foreach (var (index, slot) in open)
            {
                var best = Array.IndexOf(slot.Logits, slot.Logits.Max());
                if (best != endId)
                {
                    answers[index].Add(best);
                }

                if (best == endId || answers[index].Count == mostTokens)
                {
                    runner.Close(slot);
                }
                else
                {
                    going.Add((index, slot));
                }
            }

            open = going;
            if (open.Count > 0)
            {
                runner.Decode([.. open.Select(sequence => (sequence.Slot, answers[sequence.Index][^1]))]);
            }
        }

        return [.. answers.Select(answer => answer.ToArray())];
    }
}
