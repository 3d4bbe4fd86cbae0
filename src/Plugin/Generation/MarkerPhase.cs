using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Tokenization;
using TreasureMarkers.Plugin.Inference;

namespace TreasureMarkers.Plugin.Generation;

/// <summary>
/// Writes the completion's marker list, category by category in taxonomy order.
/// <para>
/// A category that the caller fixed is appended as it is. For any other, the legal tokens are this category's (its values, or
/// the open tag of a number), every later category's, and the list's close; all other logits count as minus infinity. The
/// category is present if the likeliest legal token is one of its own, else it is left out; so the list is what greedy decoding
/// would write if it could write nothing but lists. Once the close is the likeliest, only fixed categories follow.
/// </para>
/// <para>
/// A categorical value's probability is its softmax share among its category's values, that is, given that the category is
/// present. A number is written greedily from digits (and, for floats, one point and two decimals), and its probability is the
/// product of the shares of each digit and of the end among what may stand there.
/// </para>
/// </summary>
/// <param name="markers">The ids of the marker tokens.</param>
internal sealed class MarkerPhase(MarkerVocabulary markers)
{
    private const int ShownCandidates = 3;
    private readonly IReadOnlyList<MarkerCategory> _categories = markers.Taxonomy.Categories;
    private readonly int[][] _choices = [.. markers.Taxonomy.Categories.Select(category => Choices(markers, category))];

    /// <summary>The most tokens that a list with these fixed markers can take, its open and close included.</summary>
    public int LongestList(MarkerSet given) => 2 + _categories.Sum(category =>
        category.Kind == MarkerKind.Categorical ? 1
        : 2 + (given.TryGetValue(category.Name, out var value) ? value.Length : NumberWriter.LongestNumber));

    /// <summary>Adds the list to a sequence; its close is left pending, to share a pass with what follows.</summary>
    /// <param name="sequence">The prompt is passed or pending.</param>
    /// <param name="given">Markers that the caller fixed.</param>
    /// <returns>What the model chose, by category, in taxonomy order.</returns>
    public async Task<IReadOnlyDictionary<string, InferredMarker>> WriteAsync(Sequence sequence, MarkerSet given)
    {
        var inferred = new OrderedDictionary<string, InferredMarker>();
        var closed = false;
        sequence.Add(markers.ListOpenId);
        for (var i = 0; i < _categories.Count; i++)
        {
            if (given.TryGetValue(_categories[i].Name, out var value))
            {
                AddFixed(sequence, _categories[i], value);
            }
            else if (!closed)
            {
                await sequence.LogitsAsync();
                var likeliest = LikeliestFrom(i, sequence.Logits);
                closed = likeliest == markers.ListCloseId;
                if (_choices[i].Contains(likeliest))
                {
                    sequence.Add(likeliest);
                    inferred[_categories[i].Name] = await ChooseAsync(sequence, _categories[i], likeliest);
                }
            }
        }

        sequence.Add(markers.ListCloseId);
        return inferred;
    }

    private static int[] Choices(MarkerVocabulary markers, MarkerCategory category) => category.Kind == MarkerKind.Categorical
        ? [.. markers.ValuesOf(category.Name).Select(v => v.Id)]
        : [markers.NumberOpenId(category.Name)];

    private int LikeliestFrom(int category, ReadOnlySpan<float> logits)
    {
        var best = markers.ListCloseId;
        for (var i = category; i < _choices.Length; i++)
        {
            foreach (var id in _choices[i])
            {
                best = logits[id] > logits[best] ? id : best;
            }
        }

        return best;
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

    private async Task<InferredMarker> ChooseAsync(Sequence sequence, MarkerCategory category, int chosen)
    {
        if (category.Kind != MarkerKind.Categorical)
        {
            var number = await new NumberWriter(markers, category).WriteAsync(sequence);
            return new InferredMarker(number.Value, number.Probability, [number]);
        }

        // The token was only added, not yet passed through the model: the logits are still those it was chosen from.
        var values = markers.ValuesOf(category.Name);
        var shares = Softmax.Shares(sequence.Logits, values.Select(v => v.Id));
        var top = values.Select((v, i) => new MarkerCandidate(v.Value, shares[i]))
            .OrderByDescending(c => c.Probability).Take(ShownCandidates).ToArray();
        var value = values.First(v => v.Id == chosen).Value;
        return new InferredMarker(value, top.First(c => c.Value == value).Probability, top);
    }
}
