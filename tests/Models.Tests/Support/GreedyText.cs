namespace TreasureMarkers.Models.Tests.Support;

/// <summary>What the runtime that serves a model folder writes with greedy decoding, and the logits of every step.</summary>
internal sealed record GreedyText(int[] Tokens, float[][] Logits)
{
    public static GreedyText Write(string folder, int[] prompt, int steps)
    {
        using var model = new GenAI(folder, 256);
        var logits = new List<float[]> { model.Append(prompt) };
        var tokens = new List<int> { Best(logits[0]) };
        while (tokens.Count < steps)
        {
            logits.Add(model.Append(tokens[^1]));
            tokens.Add(Best(logits[^1]));
        }

        return new GreedyText([.. tokens], [.. logits]);
    }

    /// <summary>
    /// Compares another runtime's tokens, which continue ours from a step on, up to the first that differs; that one must be as good as
    /// tied with ours.
    /// </summary>
    /// <returns>The step of the tie, or the last step.</returns>
    public int RequireEqualOrTied(int[] other, int from, float tie)
    {
        for (var step = from; step < Tokens.Length; step++)
        {
            if (other[step - from] != Tokens[step])
            {
                var gap = Logits[step][Tokens[step]] - Logits[step][other[step - from]];
                TestContext.Current.SendDiagnosticMessage(
                    $"Step {step}: we write {Tokens[step]} and they {other[step - from]}, {gap} below it in our logits.");
                Assert.InRange(gap, 0, tie);
                return step;
            }
        }

        return Tokens.Length - 1;
    }

    private static int Best(float[] logits) => Array.IndexOf(logits, logits.Max());
}
