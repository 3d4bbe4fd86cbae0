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
/// Where tags and values are plain text, a value is a sequence of tokens: what stands in the list is found by walking the tree of all
/// sequences that may follow, the likeliest branch at each fork, and a value's probability is the product of its branches' shares.
/// </para>
/// <para>
/// A forward pass is run where more than one token may follow, and only there: what is certain waits for the next one's pass, and
/// what <see cref="ListDraft"/> guessed right needs none.
/// </para>
/// </summary>
/// <param name="markers">The ids of the markers.</param>
internal sealed class MarkerPhase(MarkerVocabulary markers)
{
    private const int ShownCandidates = 3;
    private static readonly Dictionary<string, string> Nothing = [];
    private readonly IReadOnlyList<MarkerCategory> _categories = markers.Taxonomy.Categories;
    private readonly ListDraft _draft = new(markers);
    private readonly MarkerSpelling[][] _beginnings = [.. markers.Taxonomy.Categories.Select(category => Choices(markers, category, Nothing))];

    /// <summary>The most tokens that a list with these fixed markers can take, its open and close included.</summary>
    public int MaxListTokens(MarkerSet given) => 2 + _categories.Sum(category =>
        category.Kind == MarkerKind.Categorical ? markers.SpellingsOf(category.Name).Max(value => value.Ids.Count)
        : markers.NumberOpenIds(category.Name).Count + markers.NumberCloseIds(category.Name).Count
            + (given.TryGetValue(category.Name, out var value) ? value.Length : NumberWriter.MaxNumberLength));

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
        var walk = new SpellingWalk(sequence, markers.ListCloseId);
        sequence.Drafter = () => _draft.After(sequence.Tokens[start..]);
        sequence.Add(markers.ListOpenId);
        for (var i = 0; i < _categories.Count; i++)
        {
            var category = _categories[i];
            if (given.TryGetValue(category.Name, out var value))
            {
                walk.Add(Fixed(category, value));
                written.Add(category.Name);
            }
            else if (!closed)
            {
                var own = Choices(markers, category, known);
                var follows = LengthOrder.Follows(category, written);
                var chosen = await walk.ChooseAsync(own, follows ? [] : Others(i, given, written), mayClose: !follows);
                closed = ReferenceEquals(chosen, SpellingWalk.Closed);
                if (chosen.Value is not null)
                {
                    var marker = await MarkerAsync(sequence, category, chosen, known);
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

    /// <summary>What a category begins with: the open tag of a number, or a value that agrees with what is known.</summary>
    private static MarkerSpelling[] Choices(MarkerVocabulary markers, MarkerCategory category, IReadOnlyDictionary<string, string> known) =>
        category.Kind == MarkerKind.Categorical
        ? [.. markers.SpellingsOf(category.Name).Where(value => LengthOrder.Allows(category, value.Value, known))]
        : [new MarkerSpelling("", markers.NumberOpenIds(category.Name))];

    private int[] Fixed(MarkerCategory category, string value) => category.Kind == MarkerKind.Categorical
        ? [.. markers.CategoricalIds(category.Name, value)]
        : [.. markers.NumberOpenIds(category.Name), .. value.Select(digit => markers.DigitIds[digit]), .. markers.NumberCloseIds(category.Name)];

    /// <summary>
    /// What may stand in the list instead of a category. Where markers are text, nothing after the next category that is certain to come,
    /// since what it shares with others is written before it is known which of them it is.
    /// </summary>
    private List<IReadOnlyList<int>> Others(int index, MarkerSet given, List<string> written)
    {
        var others = new List<IReadOnlyList<int>>();
        for (var i = index + 1; i < _categories.Count; i++)
        {
            var isGiven = given.TryGetValue(_categories[i].Name, out var value);
            if (isGiven && markers.Encoding == MarkerEncoding.Text)
            {
                others.Add(Fixed(_categories[i], value!));
                break;
            }

            others.AddRange(_beginnings[i].Select(beginning => beginning.Ids));
            if (markers.Encoding == MarkerEncoding.Text && LengthOrder.Follows(_categories[i], written))
            {
                break;
            }
        }

        return others;
    }

    private async Task<InferredMarker> MarkerAsync(
        Sequence sequence, MarkerCategory category, ChosenSpelling chosen, IReadOnlyDictionary<string, string> known)
    {
        if (category.Kind != MarkerKind.Categorical)
        {
            var number = await new NumberWriter(markers, category, LengthOrder.Range(category, known)).WriteAsync(sequence);
            return new InferredMarker(number.Value, number.Probability, [number]);
        }

        return new InferredMarker(
            chosen.Value!, chosen.Probability, [.. chosen.Candidates.OrderByDescending(candidate => candidate.Probability).Take(ShownCandidates)]);
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
    private readonly IReadOnlyList<int> _close = markers.NumberCloseIds(category.Name);

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
            if (chosen.Id == _close[0])
            {
                sequence.Add(_close.Skip(1));
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
            legal.Add(('\0', _close[0]));
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
