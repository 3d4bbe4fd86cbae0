using System.Text.Json;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Quality;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Building;

/// <summary>
/// Turns drafts into rows, on all cores: measures the answers, validates the markers, makes the ids, and finishes the rows once the
/// splits are known. The order never depends on the threads.
/// </summary>
/// <param name="seed">The build's seed.</param>
/// <param name="forBase">
/// Whether a base is fine-tuned on the rows: then there are no worse variants, and no quality or style, which other steps give.
/// </param>
/// <param name="excluded">What no row may have anything of; null for nothing.</param>
internal sealed class RowAssembler(string seed, bool forBase = false, ExcludedTexts? excluded = null)
{
    /// <summary>The share of rows that are given a worse variant.</summary>
    private const double WorseShare = 0.04;

    private readonly List<MeasuredRow> _rows = [];
    private int _equal;
    private int _acrossSplits;
    private int _excluded;

    /// <summary>Rows that were left out since they have something of the excluded lists.</summary>
    public int Excluded => _excluded;

    /// <summary>The splits, once <see cref="Decide"/> was called.</summary>
    public SplitAssignment Splits { get; } = new(new SplitRule(seed), seed);

    /// <summary>Each language's quality quartiles among the training rows, once <see cref="Decide"/> was called.</summary>
    public IReadOnlyDictionary<string, QualityThresholds> Quality { get; private set; } = new Dictionary<string, QualityThresholds>();

    /// <summary>Whether no row was measured.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>The content that training must not have, once <see cref="Decide"/> was called.</summary>
    public HeldOutContent HeldOut { get; } = new();

    /// <summary>Rows that were left out: equal to another, and in training too near to the evaluation's.</summary>
    public (int Equal, int AcrossSplits) LeftOut => (_equal, _acrossSplits);

    /// <summary>
    /// The row of a draft, with a marker for everything that is known and the split left to be decided. Null when the answer does not
    /// measure as its maker says (plain text that looks like a list, a translation that was left in another language), when the prompt
    /// states a length, since that is what the model is to generalise to, or when a text points to a person.
    /// </summary>
    /// <exception cref="MarkerException">The draft has a value that the taxonomy lacks.</exception>
    public static DataRow? Annotate(RowDraft draft)
    {
        if (!IsAsItsMakerSays(draft) || LengthLimits.Find(draft.Prompt) is not null
            || PersonalData.Find(draft.Prompt) is not null || PersonalData.Find(draft.Answer) is not null)
        {
            return null;
        }

        (string Name, string? Value)[] markers =
        [
            // A call is no text: it has neither length nor format.
            .. draft.Calls is not null ? [] : AnswerMeasure.Lengths(draft.Answer).Select(m => (m.Key, (string?)m.Value)),
            ("task", draft.Task), ("domain", draft.Domain), ("code_type", draft.CodeType), ("format", draft.Format),
            ("source", draft.Source), ("style", draft.Style), ("lang", draft.Lang),
        ];
        string[] required = [.. draft.Required.Union(PromptCues.Missing(draft)).Order(StringComparer.Ordinal)];
        return new DataRow(
            StableHash.Id(draft.Kind, draft.Lang, draft.Provenance.Record, draft.Prompt, draft.Answer),
            DataSplit.Train,
            draft.Group,
            [
                .. draft.Earlier, new PromptMessage("user", draft.Prompt), .. draft.Between,
                new PromptMessage("assistant", draft.Answer) { ToolCalls = draft.Calls },
            ],
            Canonical(markers.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Name, m.Value!))),
            draft.Provenance)
        {
            Tools = draft.Tools,
            Test = draft.Test,
            Required = required.Length > 0 ? required : null,
        };
    }

    /// <summary>Measures drafts; of equal rows the first is kept.</summary>
    public void Measure(IEnumerable<RowDraft> drafts, CancellationToken cancellationToken)
    {
        var seen = _rows.Select(r => r.Content).ToHashSet();
        foreach (var row in drafts.AsParallel().AsOrdered().WithCancellation(cancellationToken).SelectMany(Measure))
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
    public void Decide(CancellationToken cancellationToken)
    {
        Splits.Assign([.. _rows.Select(r => (r.Group, r.Fixed, (IReadOnlyList<string>)r.Values))]);
        Quality = QualityBuckets.Fit(_rows.Where(r => r.Quality is not null && Splits.Of(r.Group) == DataSplit.Train)
            .Select(r => (r.Lang, r.Quality!.Value)));
        foreach (var windows in _rows.Where(r => Splits.Of(r.Group) == DataSplit.Eval)
            .AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(r => Windows(Parse(r))))
        {
            HeldOut.Add(windows);
        }
    }

    /// <summary>The finished rows in the order of the file; training rows that are too near to the evaluation's are left out.</summary>
    public IEnumerable<DataRow> Finish(CancellationToken cancellationToken)
    {
        _rows.Sort((a, b) => a.Rank.CompareTo(b.Rank));
        foreach (var row in _rows.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(Finish))
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

    /// <summary>An answer that is code has no natural language, its instruction has; code alone has no format either.</summary>
    private static bool IsAsItsMakerSays(RowDraft draft) =>
        draft.Calls is not null || AnswerMeasure.IsBareCode(draft.Task, draft.Format)
            || (FormatDetector.Detect(draft.Answer) == draft.Format
                && (AnswerMeasure.IsCode(draft.Task) || (AnswerMeasure.Language(draft.Answer, draft.Source) ?? draft.Lang) == draft.Lang));

    private static Dictionary<string, string> Canonical(IEnumerable<KeyValuePair<string, string>> markers) =>
        MarkerSet.Create(MarkerTaxonomy.Default, markers).ToDictionary(m => m.Key, m => m.Value);

    /// <summary>
    /// The row and, for some, the same request with a truly worse answer, so that a low quality marker has something to mean.
    /// </summary>
    private IEnumerable<MeasuredRow> Measure(RowDraft draft)
    {
        if (forBase)
        {
            if (!BaseProfile.Offers(draft))
            {
                yield break;
            }

            draft = draft with { Style = null };
        }

        if (Annotate(draft) is not { } row)
        {
            yield break;
        }

        if (excluded?.Covers(draft) == true)
        {
            Interlocked.Increment(ref _excluded);
            yield break;
        }

        yield return Measured(row, draft);
        var random = new StableRandom(seed, "worse", row.Id);
        if (!forBase && draft.Calls is null && draft.CodeType is null && random.Chance(WorseShare)
            && AnswerCorruption.Damage(random, draft.Answer, draft.Format) is { } damaged)
        {
            var worse = draft with
            {
                Answer = damaged,
                Provenance = draft.Provenance with { Record = draft.Provenance.Record + "/damaged" }
            };
            if (Annotate(worse) is { } worseRow)
            {
                yield return Measured(worseRow, worse);
            }
        }
    }

    private MeasuredRow Measured(DataRow row, RowDraft draft)
    {
        string[] turns =
            [.. row.Messages.Select(m => m.Role + m.Content + string.Concat(m.ToolCalls?.Select(c => c.Name + c.Arguments) ?? []))];
        return new MeasuredRow(
            JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json), row.Group, draft.Split, draft.Lang,
            [.. row.Markers.Where(m => MarkerTaxonomy.Default[m.Key].Kind == MarkerKind.Categorical).Select(m => $"{m.Key}/{m.Value}")],
            draft.Calls is null && !forBase ? QualityScore.Of(draft.Prompt, draft.Answer, draft.Lang, draft.Format, draft.Task) : null,
            StableHash.Of(turns), StableHash.Of(seed, "rank", row.Id));
    }

    private DataRow? Finish(MeasuredRow measured)
    {
        var row = Parse(measured);
        var split = Splits.Of(row.Group);
        if (split == DataSplit.Train && HeldOut.Covers(Windows(row)))
        {
            return null;
        }

        var quality =
            measured.Quality is { } score && Quality.TryGetValue(measured.Lang, out var thresholds) ? thresholds.Markers(score) : [];
        return row with { Split = split, Markers = Canonical(row.Markers.Concat(quality)) };
    }

    private static DataRow Parse(MeasuredRow row) => JsonSerializer.Deserialize<DataRow>(row.Json, DataFolder.Json)!;

    /// <summary>The turns but for the system's, which many rows share.</summary>
    private static List<ulong> Windows(DataRow row) => ContentWindows.Of(
        [.. row.Messages.Where(m => m.Role != "system")
            .Select(m => m.ToolCalls is { } calls ? string.Concat(calls.Select(c => c.Arguments)) : m.Content)]);

    /// <summary>A row while the build decides about it; it is kept as bytes, so that half a million fit in memory.</summary>
    /// <param name="Json">The row as it will be written, but for its split and quality markers.</param>
    /// <param name="Group">What must not cross splits.</param>
    /// <param name="Fixed">The split that its source fixed, or null.</param>
    /// <param name="Lang">The answer's language.</param>
    /// <param name="Values">The categorical values, as <c>format/JSON</c>, that need evaluation rows.</param>
    /// <param name="Quality">The answer's quality score; null for a call, which is no text.</param>
    /// <param name="Content">A hash of all turns: equal rows have equal ones.</param>
    /// <param name="Rank">Its place in the file.</param>
    private sealed record MeasuredRow(
        byte[] Json, string Group, string? Fixed, string Lang, string[] Values, double? Quality, ulong Content, ulong Rank);
}
