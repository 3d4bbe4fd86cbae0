using System.Text;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Writes the completion's marker list, category by category in taxonomy order.
/// <para>
/// A category that the caller fixed is appended as it is. For any other, the legal tokens are this category's (its values, or
/// the open tag of a number), every later category's, and the list's close; all other logits count as minus infinity. The
/// category is present if the likeliest legal token is one of its own, else it is left out; so the list is what greedy decoding
/// would write if it could write nothing but lists whose lengths agree, as <see cref="LengthOrder"/> says. Once the close is the
/// likeliest, only fixed categories follow.
/// </para>
/// <para>
/// A categorical value's probability is its softmax share among its category's values that agree with the lengths, that is, given
/// that the category is present. A number is written greedily from digits (and, for floats, one point and two decimals), and its
/// probability is the product of the shares of each digit and of the end among what may stand there.
/// </para>
/// <para>
/// A forward pass is run where more than one token may follow, and only there: what is certain waits for the next one's pass, and
/// what <see cref="ListDraft"/> guessed right needs none.
/// </para>
/// </summary>
/// <param name="markers">The ids of the marker tokens.</param>
internal sealed class MarkerPhase(MarkerVocabulary markers)
{
    private const int ShownCandidates = 3;
    private static readonly Dictionary<string, string> Nothing = [];
    private readonly IReadOnlyList<MarkerCategory> _categories = markers.Taxonomy.Categories;
    private readonly ListDraft _draft = new(markers);
    private readonly int[][] _later = [.. markers.Taxonomy.Categories.Select((_, i) => Beginnings(markers, i + 1))];

    /// <summary>The most tokens that a list with these fixed markers can take, its open and close included.</summary>
    public int MaxListTokens(MarkerSet given) => 2 + _categories.Sum(category =>
        category.Kind == MarkerKind.Categorical ? 1
        : 2 + (given.TryGetValue(category.Name, out var value) ? value.Length : NumberWriter.MaxNumberLength));

    /// <summary>Adds the list to a sequence; its close is left pending, to share a pass with what follows.</summary>
    /// <param name="sequence">The prompt is passed or pending.</param>
    /// <param name="given">Markers that the caller fixed.</param>
    /// <returns>What the model chose, by category, in taxonomy order.</returns>
    public async Task<IReadOnlyDictionary<string, InferredMarker>> WriteAsync(Sequence sequence, MarkerSet given)
    {
        var inferred = new OrderedDictionary<string, InferredMarker>();
        var known = given.ToDictionary();
        var written = new List<string>();
        var closed = false;
        var start = sequence.Tokens.Count;
        sequence.Drafter = () => _draft.After(sequence.Tokens[start..]);
        sequence.Add(markers.ListOpenId);
        for (var i = 0; i < _categories.Count; i++)
        {
            var category = _categories[i];
            if (given.TryGetValue(category.Name, out var value))
            {
                AddFixed(sequence, category, value);
                written.Add(category.Name);
            }
            else if (!closed)
            {
                var own = Choices(markers, category, known);
                int[] legal = LengthOrder.Follows(category, written) ? own : [markers.ListCloseId, .. own, .. _later[i]];
                var chosen = await LikeliestAsync(sequence, legal);
                closed = chosen == markers.ListCloseId;
                if (own.Contains(chosen))
                {
                    var marker = await AddChosenAsync(sequence, category, chosen, own, known);
                    inferred[category.Name] = marker;
                    known[category.Name] = marker.Value;
                    written.Add(category.Name);
                }
            }
        }

        sequence.Add(markers.ListCloseId);
        sequence.Drafter = null;
        _draft.Learn(sequence.Tokens[start..]);
        return inferred;
    }

    /// <summary>What a category begins with: its open tag, or a value that agrees with what is known.</summary>
    private static int[] Choices(MarkerVocabulary markers, MarkerCategory category, IReadOnlyDictionary<string, string> known) =>
        category.Kind == MarkerKind.Categorical
        ? [.. markers.ValuesOf(category.Name).Where(v => LengthOrder.Allows(category, v.Value, known)).Select(v => v.Id)]
        : [markers.NumberOpenId(category.Name)];

    /// <summary>What the categories from one on can begin with.</summary>
    private static int[] Beginnings(MarkerVocabulary markers, int first) =>
        [.. markers.Taxonomy.Categories.Skip(first).SelectMany(category => Choices(markers, category, Nothing))];

    /// <summary>The likeliest of some tokens; of one token alone no logits are needed.</summary>
    private static async Task<int> LikeliestAsync(Sequence sequence, int[] ids)
    {
        if (ids.Length > 1)
        {
            await sequence.LogitsAsync();
        }

        // The first of equals.
        return ids.MaxBy(id => sequence.Logits[id]);
    }

    private void AddFixed(Sequence sequence, MarkerCategory category, string value)
    {
        if (category.Kind == MarkerKind.Categorical)
        {
            sequence.Add(markers.CategoricalId(category.Name, value));
            return;
        }

        sequence.Add(markers.NumberOpenId(category.Name));
        sequence.Add(value.Select(digit => markers.DigitIds[digit]));
        sequence.Add(markers.NumberCloseId(category.Name));
    }

    private async Task<InferredMarker> AddChosenAsync(
        Sequence sequence, MarkerCategory category, int chosen, int[] own, IReadOnlyDictionary<string, string> known)
    {
        sequence.Add(chosen);
        if (category.Kind != MarkerKind.Categorical)
        {
            var number = await new NumberWriter(markers, category, LengthOrder.Range(category, known)).WriteAsync(sequence);
            return new InferredMarker(number.Value, number.Probability, [number]);
        }

        // The token was only added, not yet passed through the model: the logits are still those it was chosen from.
        var shares = Softmax.Probabilities(sequence.Logits, own);
        var values = markers.ValuesOf(category.Name).ToDictionary(v => v.Id, v => v.Value);
        var candidates = own.Select((id, i) => new MarkerCandidate(values[id], shares[i])).ToArray();
        return new InferredMarker(
            values[chosen],
            shares[Array.IndexOf(own, chosen)],
            [.. candidates.OrderByDescending(c => c.Probability).Take(ShownCandidates)]);
    }
}

/// <summary>Writes a numeric marker's digits and close tag, greedily, with nothing but canonical numbers in a range possible.</summary>
/// <param name="markers">The ids of the marker tokens.</param>
/// <param name="category">A whole or decimal number.</param>
/// <param name="range">The least and the most that a whole number may be.</param>
internal sealed class NumberWriter(MarkerVocabulary markers, MarkerCategory category, (int Min, int Max) range)
{
    /// <summary>The most characters of a number: up to 999,999, or 9,999.99 with its point one more.</summary>
    public const int MaxNumberLength = 7;

    private const int MaxDigits = 6;
    private const int MaxDecimals = 2;
    private const int MaxWhole = 999_999;
    private readonly int _close = markers.NumberCloseId(category.Name);

    /// <summary>
    /// Adds the digits and the close tag after the open tag; what is certain is left pending, to share a pass with what follows.
    /// </summary>
    public async Task<MarkerCandidate> WriteAsync(Sequence sequence)
    {
        var written = new StringBuilder();
        var probability = 1.0;
        while (true)
        {
            var legal = Legal(written.ToString());
            var chosen = legal[0];
            if (legal.Count > 1)
            {
                await sequence.LogitsAsync();
                var shares = Softmax.Probabilities(sequence.Logits, legal.Select(l => l.Id));
                var best = Array.IndexOf(shares, shares.Max());
                chosen = legal[best];
                probability *= shares[best];
            }

            sequence.Add(chosen.Id);
            if (chosen.Id == _close)
            {
                return new MarkerCandidate(category.Normalize(written.ToString()), probability);
            }

            written.Append(chosen.Digit);
        }
    }

    /// <summary>What may follow: the close tag first, where a whole number stands.</summary>
    private List<(char Digit, int Id)> Legal(string written)
    {
        var point = written.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : written.Length - point - 1;
        var digits = point < 0 ? written.Length : written.Length - 1;
        var legal = new List<(char, int)>();
        if (digits > 0 && !written.EndsWith('.') && IsAllowed(written, maxMore: 0))
        {
            legal.Add(('\0', _close));
        }

        if (digits < MaxDigits && decimals < MaxDecimals && written != "0")
        {
            legal.AddRange("0123456789"
                .Where(digit => IsAllowed(written + digit, MaxDigits - digits - 1))
                .Select(digit => (digit, markers.DigitIds[digit])));
        }

        if (category.Kind == MarkerKind.Float && point < 0 && digits is > 0 and < MaxDigits)
        {
            legal.Add(('.', markers.DigitIds['.']));
        }

        return legal;
    }

    /// <summary>Whether a number in the range begins with these digits and has at most so many more.</summary>
    private bool IsAllowed(string written, int maxMore)
    {
        if (category.Kind == MarkerKind.Float)
        {
            return true;
        }

        var (low, high) = (int.Parse(written), int.Parse(written));
        for (var more = 0; more <= maxMore; more++)
        {
            if (low <= range.Max && high >= Math.Min(range.Min, MaxWhole))
            {
                return true;
            }

            // A number that begins with 0 is 0.
            (low, high) = low == 0 ? (0, 0) : (low * 10, (high * 10) + 9);
        }

        return false;
    }
}

/// <summary>Softmax over a few of a row's logits.</summary>
internal static class Softmax
{
    /// <summary>The share of each token among the given ones; they add up to 1.</summary>
    /// <param name="logits">A row of logits.</param>
    /// <param name="ids">The tokens, in the order of the result.</param>
    public static double[] Probabilities(ReadOnlySpan<float> logits, IEnumerable<int> ids)
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
