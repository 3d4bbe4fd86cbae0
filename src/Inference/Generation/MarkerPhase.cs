using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Writes the completion's marker list, category by category in taxonomy order.
/// <para>
/// A category that the caller fixed is appended as it is. For any other, the legal tokens are this category's (its values, or
/// the open tag of a number), every later category's, and the list's close; all other logits count as minus infinity. The
/// category is present if the likeliest legal token is one of its own, else it is left out; one that stands together with a known
/// marker is always present. Once the close is the likeliest, only these and fixed categories follow. What is known, given markers that
/// come later included, limits what is chosen, by the taxonomy's relations (<see cref="MarkerBounds"/>), and what is chosen limits the rest.
/// </para>
/// <para>
/// A categorical value's probability is its softmax share among its category's values that are possible, that is, given that the
/// category is present. A number is the median of those that are possible, as <see cref="NumberWriter"/> says.
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
    private readonly IReadOnlyList<MarkerCategory> _categories = markers.Taxonomy.Categories;
    private readonly ListDraft _draft = new(markers);

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
        var bounds = MarkerBounds.Of(markers.Taxonomy, given);
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
                continue;
            }

            var own = Choices(markers, category, bounds);
            var stands = bounds.Stands(category) && own.Length > 0;
            if (own.Length == 0 || (closed && !stands))
            {
                continue;
            }

            var chosen = await walk.ChooseAsync(own, stands ? [] : Others(i, given, bounds), mayClose: !stands);
            closed |= ReferenceEquals(chosen, SpellingWalk.Closed);
            if (chosen.Value is not null)
            {
                var marker = category.Kind == MarkerKind.Categorical
                    ? new InferredMarker(chosen.Value, chosen.Probability, [.. chosen.Candidates.OrderByDescending(c => c.Probability).Take(ShownCandidates)])
                    : await new NumberWriter(markers, category, bounds.Range(category)).WriteAsync(sequence);
                inferred[category.Name] = marker;
                bounds = bounds.With(category.Name, marker.Value);
            }
        }

        sequence.Add(markers.ListCloseId);
        sequence.Drafter = null;
        _draft.Learn(sequence.Tokens[start..]);
        return inferred;
    }

    /// <summary>What a category begins with: the open tag of a number, or a value that is possible; nothing where it cannot stand in the list.</summary>
    private static MarkerSpelling[] Choices(MarkerVocabulary markers, MarkerCategory category, MarkerBounds bounds)
    {
        if (category.Kind != MarkerKind.Categorical)
        {
            var writable = category.Kind == MarkerKind.Float || bounds.Range(category).Min <= NumberWriter.MaxWhole;
            return writable && bounds.CanStand(category) ? [new MarkerSpelling("", markers.NumberOpenIds(category.Name))] : [];
        }

        var possible = bounds.Values(category).ToHashSet();
        return [.. markers.SpellingsOf(category.Name).Where(value => possible.Contains(value.Value))];
    }

    private int[] Fixed(MarkerCategory category, string value) => category.Kind == MarkerKind.Categorical
        ? [.. markers.CategoricalIds(category.Name, value)]
        : [.. markers.NumberOpenIds(category.Name), .. value.Select(digit => markers.DigitIds[digit]), .. markers.NumberCloseIds(category.Name)];

    /// <summary>
    /// What may stand in the list instead of a category. Where markers are text, nothing after the next category that is certain to come,
    /// since what it shares with others is written before it is known which of them it is.
    /// </summary>
    private List<IReadOnlyList<int>> Others(int index, MarkerSet given, MarkerBounds bounds)
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

            var choices = Choices(markers, _categories[i], bounds);
            others.AddRange(choices.Select(beginning => beginning.Ids));
            if (choices.Length > 0 && markers.Encoding == MarkerEncoding.Text && bounds.Stands(_categories[i]))
            {
                break;
            }
        }

        return others;
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
