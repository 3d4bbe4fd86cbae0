using TreasureMarkers.Markers;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Inference.Generation;

/// <summary>
/// Guesses how a marker list goes on, from the lists written before: most of a list follows from what it begins with. A guess
/// shares a forward pass with what is certain, which saves the passes of what it got right, and never changes what is written.
/// </summary>
/// <param name="markers">The ids of the marker tokens.</param>
internal sealed class ListDraft(MarkerVocabulary markers)
{
    // Each token makes the pass it shares a little longer.
    private const int MaxTokens = 8;
    private const double MinShare = 0.5;

    // Lists of a while ago count less, lest a conversation about something else be guessed by them.
    private const int MaxCount = 64;
    private readonly bool _isText = markers.Encoding == MarkerEncoding.Text;
    private readonly HashSet<int> _opens =
        [.. markers.Taxonomy.Categories.Where(c => c.Kind != MarkerKind.Categorical).Select(c => markers.NumberOpenIds(c.Name)[0])];
    private readonly HashSet<int> _closes =
        [.. markers.Taxonomy.Categories.Where(c => c.Kind != MarkerKind.Categorical).Select(c => markers.NumberCloseIds(c.Name)[0])];
    private readonly Dictionary<(int Place, int Token), Dictionary<int, int>> _followers = [];

    /// <summary>Takes note of a list.</summary>
    /// <param name="list">Its tokens, from its open to its close.</param>
    public void Learn(IReadOnlyList<int> list)
    {
        var place = 0;
        for (var i = 0; i + 1 < list.Count; i++)
        {
            place = PlaceAt(list[i], place);
            if (!_followers.TryGetValue((place, list[i]), out var followers))
            {
                _followers[(place, list[i])] = followers = [];
            }

            followers[list[i + 1]] = followers.GetValueOrDefault(list[i + 1]) + 1;
            if (followers.Values.Sum() > MaxCount)
            {
                foreach (var follower in followers.Keys.ToArray())
                {
                    followers[follower] /= 2;
                }
            }
        }
    }

    /// <summary>The tokens that likely follow.</summary>
    /// <param name="list">The list so far, from its open.</param>
    public int[] After(IReadOnlyList<int> list)
    {
        var place = list.Aggregate(0, (before, token) => PlaceAt(token, before));
        var (last, draft) = (list[^1], new List<int>());
        while (draft.Count < MaxTokens && Likeliest(place, last) is { } next)
        {
            draft.Add(next);
            (place, last) = (PlaceAt(next, place), next);
        }

        return [.. draft];
    }

    private int? Likeliest(int place, int token)
    {
        if (!_followers.TryGetValue((place, token), out var followers))
        {
            return null;
        }

        var (next, count) = followers.MaxBy(follower => follower.Value);
        return count >= MinShare * followers.Values.Sum() ? next : null;
    }

    /// <summary>
    /// What a token's follower depends on beside itself: the open tag of the number that it stands in, itself included, and 0 outside.
    /// Where tags are text, of several tokens that occur in others too, the few tokens before it.
    /// </summary>
    private int PlaceAt(int token, int before) =>
        _isText ? (before << 8) ^ token : _opens.Contains(token) ? token : _closes.Contains(token) ? 0 : before;
}
