using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Writes a marker list's parts by walking the tree of the token sequences that may follow. What is common to several is written before
/// it is decided which of them it is, so a part that is left out leaves the beginning of one that comes later.
/// </summary>
/// <param name="sequence">The list is open in it.</param>
/// <param name="closeId">The token that closes the list.</param>
internal sealed class SpellingWalk(Sequence sequence, int closeId)
{
    /// <summary>Nothing of the category, and of no later one.</summary>
    public static readonly ChosenSpelling Closed = new(null, 0, []);

    private static readonly ChosenSpelling LeftOut = new(null, 0, []);
    private readonly List<int> _begun = [];

    /// <summary>Writes a part that is certain.</summary>
    /// <param name="ids">The whole of it.</param>
    public void Add(IReadOnlyList<int> ids)
    {
        sequence.Add(ids.Skip(_begun.Count));
        _begun.Clear();
    }

    /// <summary>Writes the likeliest of a category's spellings, unless something else is likelier.</summary>
    /// <param name="own">The category's; none begins another.</param>
    /// <param name="others">What may stand there instead.</param>
    /// <param name="mayClose">Whether the list may end instead.</param>
    /// <returns>The spelling; <see cref="Closed"/>, or without a value where it is one of the others.</returns>
    public async Task<ChosenSpelling> ChooseAsync(
        IEnumerable<MarkerSpelling> own, IEnumerable<IReadOnlyList<int>> others, bool mayClose)
    {
        var mine = own.Where(spelling => IsBegun(spelling.Ids)).ToList();
        var rest = others.Where(IsBegun).ToList();
        var probability = 1.0;
        var candidates = new List<MarkerCandidate>();
        while (rest.Count > 0 || mine.Count > 1 || (mayClose && _begun.Count == 0))
        {
            var at = _begun.Count;
            int[] forks = [.. mine.Select(spelling => spelling.Ids[at]).Distinct()];
            var next = await LikeliestAsync([.. mayClose && at == 0 ? [closeId] : (int[])[], .. forks, .. rest.Select(ids => ids[at])]);
            if (!forks.Contains(next))
            {
                return next == closeId ? Closed : LeftOut;
            }

            if (forks.Length > 1)
            {
                // The token was not passed yet: the logits are still those it was chosen from.
                var shares = Softmax.Probabilities(sequence.Logits, forks);
                candidates.AddRange(forks.Zip(shares).Where(fork => fork.First != next)
                    .Select(fork => (Values: mine.Where(spelling => spelling.Ids[at] == fork.First).ToArray(), Share: fork.Second))
                    .Where(branch => branch.Values.Length == 1)
                    .Select(branch => new MarkerCandidate(branch.Values[0].Value, probability * branch.Share)));
                probability *= shares[Array.IndexOf(forks, next)];
            }

            mine.RemoveAll(spelling => spelling.Ids[at] != next);
            rest.RemoveAll(ids => ids[at] != next);
            sequence.Add(next);
            _begun.Add(next);
        }

        if (mine is not [var only])
        {
            return LeftOut;
        }

        Add(only.Ids);
        candidates.Add(new MarkerCandidate(only.Value, probability));
        return new ChosenSpelling(only.Value, probability, candidates);
    }

    private bool IsBegun(IReadOnlyList<int> ids) => ids.Count >= _begun.Count && ids.Take(_begun.Count).SequenceEqual(_begun);

    /// <summary>The likeliest of some tokens; of one token alone no logits are needed.</summary>
    private async Task<int> LikeliestAsync(IReadOnlyList<int> ids)
    {
        if (ids.Distinct().Count() > 1)
        {
            await sequence.LogitsAsync();
        }

        // The first of equals.
        return ids.Count == 1 ? ids[0] : ids.MaxBy(id => sequence.Logits[id]);
    }
}

/// <summary>What a walk chose for a category.</summary>
/// <param name="Value">The value, empty for a number's open tag; null where the category is left out.</param>
/// <param name="Probability">The product of the shares of its branches among the category's own.</param>
/// <param name="Candidates">The values whose probability the walk has found: the chosen one, and each that one fork told from it.</param>
internal sealed record ChosenSpelling(string? Value, double Probability, IReadOnlyList<MarkerCandidate> Candidates);
