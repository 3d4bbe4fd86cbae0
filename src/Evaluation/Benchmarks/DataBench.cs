using System.Diagnostics;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;

namespace TreasureMarkers.Evaluation.Benchmarks;

/// <summary>
/// How fast a build measures its rows: the annotator and the assembler's parallel measuring, on rows of a real data folder.
/// </summary>
internal static class DataBench
{
    /// <summary>Damaged variants are made by the measuring itself, so they are no input to it.</summary>
    private const string MadeByMeasuring = "/damaged";

    /// <summary>The drafts that a data folder's rows were made from, all in memory, so that reading is not measured.</summary>
    /// <exception cref="DataFormatException">The folder holds no rows.</exception>
    public static async Task<IReadOnlyList<RowDraft>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var drafts = new List<RowDraft>();
        await foreach (var row in DataFolder.ReadRowsAsync(folder, null, cancellationToken))
        {
            if (!row.Provenance.Record.EndsWith(MadeByMeasuring, StringComparison.Ordinal))
            {
                drafts.Add(Draft(row));
            }
        }

        return drafts.Count > 0 ? drafts : throw new DataFormatException($"'{folder}' holds no rows. Build it with `tm data build`.");
    }

    /// <summary>Rows per second of each repetition, after one that warms up.</summary>
    public static IReadOnlyList<double> Run(
        IReadOnlyList<RowDraft> drafts, int repetitions, Action<string> report, CancellationToken cancellationToken)
    {
        _ = Measure(drafts, cancellationToken);
        var rates = new List<double>();
        for (var repetition = 1; repetition <= repetitions; repetition++)
        {
            rates.Add(Measure(drafts, cancellationToken));
            report($"repetition {repetition} of {repetitions}: {rates[^1]:#,0} rows/s");
        }

        return rates;
    }

    private static double Measure(IReadOnlyList<RowDraft> drafts, CancellationToken cancellationToken)
    {
        var assembler = new RowAssembler("1");
        var clock = Stopwatch.StartNew();
        assembler.Measure(drafts, cancellationToken);
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

/// <summary>What bench/data/latest.json holds. Rates are rows per second.</summary>
/// <param name="RowsPerSecond">The median of the repetitions; the goal is 3,000 or more on two cores.</param>
/// <param name="LeastRowsPerSecond">The slowest repetition: other work on the machine shows here.</param>
/// <param name="MostRowsPerSecond">The fastest repetition.</param>
/// <param name="Repetitions">Every repetition, in the order in which it ran.</param>
/// <param name="Rows">Rows that each repetition measured.</param>
/// <param name="AnswerCharacters">Characters of their answers.</param>
/// <param name="Corpus">The data's profile and seed.</param>
/// <param name="Cores">Of the machine.</param>
/// <param name="Commit">The code's commit, or <c>unknown</c>.</param>
/// <param name="Date">The day, in UTC.</param>
internal sealed record DataBenchResult(
    double RowsPerSecond,
    double LeastRowsPerSecond,
    double MostRowsPerSecond,
    IReadOnlyList<double> Repetitions,
    int Rows,
    long AnswerCharacters,
    string Corpus,
    int Cores,
    string Commit,
    string Date)
{
    /// <summary>Sums up the repetitions.</summary>
    public static DataBenchResult Create(
        IReadOnlyList<double> rates, int rows, long answerCharacters, string corpus, string commit, DateTime utc)
    {
        double[] ordered = [.. rates.Order()];
        var median = (ordered[ordered.Length / 2] + ordered[(ordered.Length - 1) / 2]) / 2;
        return new DataBenchResult(
            Math.Round(median), Math.Round(ordered[0]), Math.Round(ordered[^1]), [.. rates.Select(rate => Math.Round(rate))],
            rows, answerCharacters, corpus, Environment.ProcessorCount, commit, utc.ToString("yyyy-MM-dd"));
    }
}
