using System.Text.Json;
using TreasureMarkers.Data.Quality;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Building;

/// <summary>Measures the staged rows, on all cores, and finishes them once the splits are known; the order never depends on the threads.</summary>
/// <param name="seed">The build's seed.</param>
internal sealed class RowAssembler(string seed)
{
    /// <summary>The share of rows that are given a worse variant.</summary>
    private const double WorseShare = 0.04;

    private readonly RowAnnotator _annotator = new(MarkerTaxonomy.Default);
    private readonly SplitAssignment _splits = new(new SplitRule(seed), seed);
    private readonly HeldOutContent _heldOut = new();
    private readonly List<AssembledRow> _rows = [];
    private int _equal;
    private int _acrossSplits;

    /// <summary>The splits, once <see cref="Decide"/> was called.</summary>
    public SplitAssignment Splits => _splits;

    /// <summary>Each language's quality quartiles among the training rows, once <see cref="Decide"/> was called.</summary>
    public IReadOnlyDictionary<string, QualityThresholds> Quality { get; private set; } = new Dictionary<string, QualityThresholds>();

    /// <summary>Whether no row was measured.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>The content that training must not have, once <see cref="Decide"/> was called.</summary>
    public HeldOutContent HeldOut => _heldOut;

    /// <summary>Rows that were left out: equal to another, and in training too near to the evaluation's.</summary>
    public (int Equal, int AcrossSplits) LeftOut => (_equal, _acrossSplits);

    /// <summary>Measures drafts; of equal rows the first is kept.</summary>
    public void Measure(IEnumerable<RowDraft> drafts, CancellationToken ct)
    {
        var seen = _rows.Select(r => r.Content).ToHashSet();
        foreach (var row in drafts.AsParallel().AsOrdered().WithCancellation(ct).SelectMany(Annotate))
        {
            if (seen.Add(row.Content))
            {
                _rows.Add(row);
            }
            else
            {
                _equal++;
            }
        }
    }

    /// <summary>Decides the splits, from all rows that were measured.</summary>
    public void Decide(CancellationToken ct)
    {
        _splits.Assign([.. _rows.Select(r => (r.Group, r.Fixed, (IReadOnlyList<string>)r.Values))]);
        Quality = QualityBuckets.Fit(_rows.Where(r => r.Quality is not null && _splits.Of(r.Group) == DataSplit.Train).Select(r => (r.Lang, r.Quality!.Value)));
        foreach (var windows in _rows.Where(r => _splits.Of(r.Group) == DataSplit.Eval)
            .AsParallel().AsOrdered().WithCancellation(ct).Select(r => Windows(Parse(r))))
        {
            _heldOut.Add(windows);
        }
    }

    /// <summary>The finished rows in the order of the file; training rows that are too near to the evaluation's are left out.</summary>
    public IEnumerable<DataRow> Finish(CancellationToken ct)
    {
        _rows.Sort((a, b) => a.Rank.CompareTo(b.Rank));
        foreach (var row in _rows.AsParallel().AsOrdered().WithCancellation(ct).Select(Finish))
        {
            if (row is null)
            {
                _acrossSplits++;
            }
            else
            {
                yield return row;
            }
        }
    }

    /// <summary>The row and, for some, the same request with a truly worse answer, so that a low quality marker has something to mean.</summary>
    private IEnumerable<AssembledRow> Annotate(RowDraft draft)
    {
        if (_annotator.Annotate(draft) is not { } row)
        {
            yield break;
        }

        yield return Assemble(row, draft);
        var random = new StableRandom(seed, "worse", row.Id);
        if (draft.Calls is null && draft.CodeType is null && random.Chance(WorseShare)
            && AnswerCorruption.Damage(random, draft.Answer, draft.Format) is { } damaged)
        {
            var worse = draft with { Answer = damaged, Provenance = draft.Provenance with { Record = draft.Provenance.Record + "/damaged" } };
            if (_annotator.Annotate(worse) is { } worseRow)
            {
                yield return Assemble(worseRow, worse);
            }
        }
    }

    private AssembledRow Assemble(DataRow row, RowDraft draft)
    {
        string[] turns = [.. row.Messages.Select(m => m.Role + m.Content + string.Concat(m.ToolCalls?.Select(c => c.Name + c.Arguments) ?? []))];
        return new AssembledRow(
            JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json), row.Group, draft.Split, draft.Lang,
            [.. row.Markers.Where(m => MarkerTaxonomy.Default[m.Key].Kind == MarkerKind.Categorical).Select(m => $"{m.Key}/{m.Value}")],
            draft.Calls is null ? QualityScore.Of(draft.Prompt, draft.Answer, draft.Lang, draft.Format, draft.Task) : null,
            StableHash.Of(turns), StableHash.Of(seed, "rank", row.Id));
    }

    private DataRow? Finish(AssembledRow assembled)
    {
        var row = Parse(assembled);
        var split = _splits.Of(row.Group);
        return split == DataSplit.Train && _heldOut.Covers(Windows(row)) ? null : row with { Split = split, Markers = WithQuality(row, assembled) };
    }

    private Dictionary<string, string> WithQuality(DataRow row, AssembledRow assembled)
    {
        var markers = row.Markers.ToList();
        if (assembled.Quality is { } score && Quality.TryGetValue(assembled.Lang, out var thresholds))
        {
            markers.AddRange(thresholds.Markers(score));
        }

        return MarkerSet.Create(MarkerTaxonomy.Default, markers).ToDictionary(m => m.Key, m => m.Value);
    }

    private static DataRow Parse(AssembledRow row) => JsonSerializer.Deserialize<DataRow>(row.Json, DataFolder.Json)!;

    /// <summary>The turns but for the system's, which many rows share.</summary>
    private static List<ulong> Windows(DataRow row) =>
        ContentWindows.Of([.. row.Messages.Where(m => m.Role != "system").Select(m => m.ToolCalls is null ? m.Content : string.Concat(m.ToolCalls.Select(c => c.Arguments)))]);
}
