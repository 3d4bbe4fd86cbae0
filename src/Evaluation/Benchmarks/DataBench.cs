using System.Diagnostics;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Evaluation.Benchmarks;

/// <summary>How fast a build measures its rows: the annotator and the assembler's parallel measuring, on rows of a real data folder.</summary>
internal static class DataBench
{
    /// <summary>Damaged variants are made by the measuring itself, so they are no input to it.</summary>
    private const string MadeByMeasuring = "/damaged";

    /// <summary>The drafts that a data folder's rows were made from, all in memory, so that reading is not measured.</summary>
    /// <exception cref="DataFormatException">The folder holds no rows.</exception>
    public static async Task<IReadOnlyList<RowDraft>> ReadAsync(string folder, CancellationToken ct)
    {
        var drafts = new List<RowDraft>();
        await foreach (var row in DataFolder.ReadRowsAsync(folder, null, ct))
        {
            if (!row.Provenance.Record.EndsWith(MadeByMeasuring, StringComparison.Ordinal))
            {
                drafts.Add(Draft(row));
            }
        }

        return drafts.Count > 0 ? drafts : throw new DataFormatException($"'{folder}' holds no rows. Build it with `tm data build`.");
    }

    /// <summary>Rows per second of each repetition, after one that warms up.</summary>
    public static IReadOnlyList<double> Run(IReadOnlyList<RowDraft> drafts, int repetitions, Action<string> report, CancellationToken ct)
    {
        _ = Measure(drafts, ct);
        var rates = new List<double>();
        for (var repetition = 1; repetition <= repetitions; repetition++)
        {
            rates.Add(Measure(drafts, ct));
            report($"repetition {repetition} of {repetitions}: {rates[^1]:#,0} rows/s");
        }

        return rates;
    }

    private static double Measure(IReadOnlyList<RowDraft> drafts, CancellationToken ct)
    {
        var assembler = new RowAssembler("1");
        var clock = Stopwatch.StartNew();
        assembler.Measure(drafts, ct);
        return drafts.Count / clock.Elapsed.TotalSeconds;
    }

    private static RowDraft Draft(DataRow row)
    {
        var messages = row.Messages.ToList();
        var (asked, markers) = (messages.FindLastIndex(m => m.Role == "user"), row.Markers);
        return new RowDraft(
            "bench", row.Group, markers["lang"], markers["task"], markers["domain"], markers.GetValueOrDefault("format"), markers["source"],
            messages[asked].Content, messages[^1].Content, row.Provenance)
        {
            Earlier = messages[..asked],
            Between = messages[(asked + 1)..^1],
            Calls = messages[^1].ToolCalls,
            Tools = row.Tools,
            Test = row.Test,
            CodeType = markers.GetValueOrDefault("code_type"),
            Style = markers.GetValueOrDefault("style"),
        };
    }
}
