namespace TreasureMarkers.Inference.Generation;

/// <summary>Softmax over a few of a row's logits.</summary>
internal static class Softmax
{
    /// <summary>The share of each token among the given ones; they add up to 1.</summary>
    /// <param name="logits">A row of logits.</param>
    /// <param name="ids">The tokens, in the order of the result.</param>
    public static double[] Shares(ReadOnlySpan<float> logits, IEnumerable<int> ids)
    {
        var shares = new List<double>();
        foreach (var id in ids)
        {
            shares.Add(logits[id]);
        }

        var highest = shares.Max();
        var weights = shares.Select(logit => Math.Exp(logit - highest)).ToArray();
        var total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }
}
