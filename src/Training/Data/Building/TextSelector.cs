using System.Text;
using TreasureMarkers.Training.Data.Sources;

namespace TreasureMarkers.Training.Data.Building;

/// <summary>Chooses the running text: each language gets a share by size^0.5, at most what it has, and keeps a uniform sample.</summary>
/// <param name="options">The bytes wanted and the seed.</param>
/// <param name="splits">Which groups are held out.</param>
public sealed class TextSelector(BuildOptions options, SplitRule splits)
{
    /// <summary>The chosen texts, in a fixed order that mixes the languages.</summary>
    /// <param name="texts">All texts by language.</param>
    public IReadOnlyList<PretrainRow> Select(IReadOnlyDictionary<string, List<TextDraft>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var sizes = texts.ToDictionary(t => t.Key, t => t.Value.Sum(d => (long)Bytes(d)));
        var budgets = Share(sizes, options.TextBytes);
        return [.. texts.SelectMany(t => Within(t.Value, budgets[t.Key]))
            .OrderBy(t => t.Rank)
            .Select(t => Row(t.Draft))];
    }

    /// <summary>Shares the total out by the sizes' square roots; what a small language cannot use goes to the others.</summary>
    internal static Dictionary<string, long> Share(IReadOnlyDictionary<string, long> sizes, long total)
    {
        var budgets = new Dictionary<string, long>();
        foreach (var (language, size) in sizes.OrderBy(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal))
        {
            var weights = sizes.Where(s => !budgets.ContainsKey(s.Key)).Sum(s => Math.Sqrt(s.Value));
            budgets[language] = Math.Min(size, (long)((total - budgets.Values.Sum()) * Math.Sqrt(size) / Math.Max(1, weights)));
        }

        return budgets;
    }

    private static int Bytes(TextDraft draft) => Encoding.UTF8.GetByteCount(draft.Text);

    private IEnumerable<(ulong Rank, TextDraft Draft)> Within(IEnumerable<TextDraft> texts, long budget)
    {
        foreach (var item in texts.Select(d => (Rank: StableHash.Of(options.Seed, "text", d.Provenance.Record, d.Provenance.Package), Draft: d)).OrderBy(t => t.Rank))
        {
            budget -= Bytes(item.Draft);
            if (budget < 0)
            {
                yield break;
            }

            yield return item;
        }
    }

    private PretrainRow Row(TextDraft draft) => new(
        StableHash.Id(draft.Lang, draft.Provenance.Package, draft.Provenance.Record), splits.Of(draft.Group), draft.Group, draft.Text, draft.Lang, draft.Provenance);
}
