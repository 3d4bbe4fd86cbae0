using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation;

/// <summary>How far two models write the same under greedy decoding: what an export's precision changed.</summary>
/// <param name="Reference">The model that the other is held against: the first that was evaluated.</param>
/// <param name="Answers">Questions that both answered.</param>
/// <param name="SameStarts">Share of answers whose first <see cref="FirstTokens"/> tokens are all equal, 0 to 1.</param>
/// <param name="SameTokens">Share of the reference's first <see cref="FirstTokens"/> tokens that the other has at the same place, 0 to 1.</param>
internal sealed record Agreement(string Reference, int Answers, double SameStarts, double SameTokens)
{
    /// <summary>Tokens of each answer that are compared; the marker list is not among them.</summary>
    public const int FirstTokens = 20;

    /// <summary>Compares answers to the same questions.</summary>
    /// <param name="reference">The reference's name.</param>
    /// <param name="tokenizer">Cuts both models' texts.</param>
    /// <param name="pairs">The reference's text and the other's.</param>
    public static Agreement Of(string reference, ByteLevelBpeTokenizer tokenizer, IReadOnlyCollection<(string Expected, string Actual)> pairs)
    {
        var (same, equal, total) = (0, 0, 0);
        foreach (var (expected, actual) in pairs)
        {
            var (wanted, written) = (Start(tokenizer, expected), Start(tokenizer, actual));
            same += wanted.SequenceEqual(written) ? 1 : 0;
            equal += wanted.Zip(written, (a, b) => a == b ? 1 : 0).Sum();
            total += wanted.Length;
        }

        return new Agreement(reference, pairs.Count, Ratio(same, pairs.Count), Ratio(equal, total));
    }

    private static int[] Start(ByteLevelBpeTokenizer tokenizer, string text) => [.. tokenizer.EncodeOrdinary(text).Take(FirstTokens)];

    private static double Ratio(int part, int whole) => whole == 0 ? 1 : (double)part / whole;
}
