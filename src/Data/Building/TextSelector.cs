using System.Text;
using System.Text.Json;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// Chooses the running text: each language gets a share by size^0.5, at most what it has, and keeps a uniform sample of its
/// different texts. Training texts that are near to evaluation rows are left out.
/// </summary>
/// <param name="options">The bytes wanted and the seed.</param>
/// <param name="splits">Which groups are held out.</param>
/// <param name="heldOut">The evaluation rows' content.</param>
/// <param name="excluded">What no text may have anything of.</param>
internal sealed class TextSelector(BuildOptions options, SplitAssignment splits, HeldOutContent heldOut, ExcludedTexts excluded)
{
    private int _equal;
    private int _acrossSplits;

    /// <summary>Texts that were left out: equal to another, and in training too near to evaluation rows.</summary>
    public (int Equal, int AcrossSplits) LeftOut => (_equal, _acrossSplits);

    /// <summary>UTF-8 bytes that were kept, by language.</summary>
    public SortedDictionary<string, long> Bytes { get; } = new(StringComparer.Ordinal);

    /// <summary>The chosen texts as lines of the file, in a fixed order that mixes the languages.</summary>
    /// <param name="read">
    /// Reads all texts from the start, always in the same order; it is called twice, so that they need not fit in memory.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IReadOnlyList<byte[]> Select(Func<IEnumerable<TextDraft>> read, CancellationToken cancellationToken)
    {
        var chosen = Choose(read(), cancellationToken);
        // Not removed from the chosen ones, which other threads are reading.
        var taken = new HashSet<ulong>();
        var lines = new List<(ulong Rank, byte[] Line)>();
        foreach (var (rank, row, size) in read().AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Where(t => chosen.Contains(Identity(t))).Select(Finish))
        {
            // The first of equal texts was chosen; the others have the same identity.
            if (!taken.Add(rank.Identity))
            {
                continue;
            }

            if (row is null)
            {
                _acrossSplits++;
                continue;
            }

            lines.Add((rank.Rank, JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json)));
            Bytes[row.Lang] = Bytes.GetValueOrDefault(row.Lang) + size;
        }

        lines.Sort((a, b) => a.Rank.CompareTo(b.Rank));
        return [.. lines.Select(l => l.Line)];
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

    /// <summary>The identities of the texts that fit the languages' budgets.</summary>
    private HashSet<ulong> Choose(IEnumerable<TextDraft> texts, CancellationToken cancellationToken)
    {
        var seen = new HashSet<ulong>();
        var byLanguage = new Dictionary<string, List<(ulong Rank, ulong Identity, int Size)>>();
        foreach (var (lang, rank, identity, size) in texts.Where(t => !options.IsForBase || t.Lang != "English").AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Select(t => (t.Lang, Rank(t), Identity(t), Encoding.UTF8.GetByteCount(t.Text))))
        {
            if (!seen.Add(identity))
            {
                _equal++;
                continue;
            }

            var list = byLanguage.TryGetValue(lang, out var known) ? known : byLanguage[lang] = [];
            list.Add((rank, identity, size));
        }

        var budgets = Share(byLanguage.ToDictionary(l => l.Key, l => l.Value.Sum(t => (long)t.Size)), options.TextBytes);
        return [.. byLanguage.SelectMany(l => Within(l.Value, budgets[l.Key]))];
    }

    private static IEnumerable<ulong> Within(List<(ulong Rank, ulong Identity, int Size)> texts, long budget) =>
        texts.OrderBy(t => t.Rank).TakeWhile(t => (budget -= t.Size) >= 0).Select(t => t.Identity);

    private static ulong Identity(TextDraft text) => StableHash.Of(text.Text);

    private ulong Rank(TextDraft text) => StableHash.Of(options.Seed, "text", text.Provenance.Record, text.Provenance.Package);

    private ((ulong Rank, ulong Identity) Key, PretrainRow? Row, int Size) Finish(TextDraft draft)
    {
        var split = splits.Of(draft.Group);
        var near = excluded.Shares(draft.Text)
            || (split == DataSplit.Train && heldOut.Covers(ContentWindows.Of(draft.Text)));
        var row = near ? null : new PretrainRow(
            StableHash.Id(draft.Lang, draft.Provenance.Package, draft.Provenance.Record, draft.Text), split, draft.Group, draft.Text,
            draft.Lang, draft.Provenance);
        return ((Rank(draft), Identity(draft)), row, Encoding.UTF8.GetByteCount(draft.Text));
    }
}
