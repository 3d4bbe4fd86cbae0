using System.Security.Cryptography;
using System.Text.Json;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Data.Labels;
using TreasureMarkers.Data.Records;
using TreasureMarkers.Data.Variants;

namespace TreasureMarkers.Data.Distillation;

/// <summary>How rows are made of answers.</summary>
/// <param name="Seed">Seeds every choice.</param>
/// <param name="Filter">Which answers are used.</param>
/// <param name="Variants">Rows of one answer, the plain one included.</param>
/// <param name="EvalShare">The share of rows to hold out, whole groups of them.</param>
internal sealed record DistilledRowOptions(string Seed, AnswerFilter Filter, int Variants, double EvalShare);

/// <summary>Makes a data folder of sampled answers.</summary>
internal static class DistilledRows
{
    /// <summary>The answers as they were sampled; in the data folder.</summary>
    public const string AnswersFile = "answers.jsonl.gz";

    /// <summary>The prompts that the model wrote, good or not; in the data folder.</summary>
    public const string PromptsFile = "prompts.jsonl.gz";

    private const string StageName = "rows.jsonl";

    /// <summary>The share of answers that are tried to be made longer with those of near prompts.</summary>
    private const double ShareOfLong = 0.3;

    /// <summary>Makes the folder's rows and manifest; what stands in it beside them stays.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="answers">What was sampled, in a fixed order.</param>
    /// <param name="options">How.</param>
    /// <param name="report">Takes one-line progress notes.</param>
    /// <param name="cancellationToken">Stops the work; the rows that the folder had are as they were.</param>
    /// <returns>What the folder holds.</returns>
    /// <exception cref="DataFormatException">No answer is good.</exception>
    public static async Task<DataManifest> WriteAsync(
        string folder, IReadOnlyList<DistilledAnswer> answers, DistilledRowOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        report($"reading {answers.Count:#,0} answers");
        var judged = answers.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(options.Filter.Judge).ToList();
        var good = judged.Select(one => one.Answer).OfType<DistilledAnswer>().ToList();
        var faults = judged.Select(one => one.Fault).OfType<string>().CountBy(fault => fault).OrderByDescending(fault => fault.Value).ToList();
        report($"{good.Count:#,0} answers are good" + string.Concat(faults.Select(fault => $"; {fault.Value:#,0} left out: {fault.Key}")));
        if (good.Count == 0)
        {
            throw new DataFormatException($"None of {answers.Count:#,0} answers is good, so there are no rows to make.");
        }

        report("writing variants");
        var given = good.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(Given).ToList();
        var variants = new AnswerVariants(new VariantOptions { Rows = options.Variants, Seed = options.Seed });
        // Several answers to one prompt differ by nothing that a marker says: only the first is given plainly.
        var plain = new HashSet<string>(StringComparer.Ordinal);
        bool[] isPlain = [.. good.Select(answer => answer.Ended && plain.Add(answer.Prompt))];
        var rows = given.Index().AsParallel().AsOrdered().WithCancellation(cancellationToken).SelectMany(one => variants.Of(one.Item).Skip(isPlain[one.Index] ? 0 : 1));
        var longer = options.Variants > 1 ? new JoinedAnswers(given, options.Seed).Make(ShareOfLong, cancellationToken).SelectMany(variants.OfLong) : [];
        var stage = Path.Combine(folder, Importer.StageName);
        Directory.CreateDirectory(stage);
        var path = Path.Combine(stage, "distilled.jsonl.gz");
        await DataFolder.WriteLinesAsync(path, rows.AsSequential().Concat(longer).Select(Line), cancellationToken);
        await using var stream = File.OpenRead(path);
        var file = new FileReport(new InputFile(path, StageName)) { Hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) };
        var import = new ImportOptions { Lang = "English", EvalShare = options.EvalShare };
        var done = await new Importer([file], file.Hash, folder, import, report).RunAsync(cancellationToken);
        var manifest = done.Manifest with
        {
            Profile = "distill",
            Seed = options.Seed,
            Sources = new SortedDictionary<string, string>(
                good.CountBy(answer => answer.Origin).ToDictionary(
                    origin => origin.Key, origin => $"{origin.Value} answers of {answers.Count(answer => answer.Origin == origin.Key)}"), StringComparer.Ordinal),
        };
        await DataFolder.WriteManifestAsync(folder, manifest, cancellationToken);
        return manifest;
    }

    private static AnsweredPrompt Given(DistilledAnswer answer)
    {
        var (task, domain) = PromptLabels.Default.Of(answer.Prompt, answer.Completion);
        var labels = new Dictionary<string, string>();
        if (task is not null)
        {
            labels["task"] = task;
        }

        if (domain is not null)
        {
            labels["domain"] = domain;
        }

        var provenance = new Provenance(answer.Origin, "distilled", answer.Licence, answer.Source);
        return new AnsweredPrompt(answer.Prompt, answer.Completion, "distilled/" + StableHash.Id(answer.Prompt), provenance) { Labels = labels };
    }

    // Without a split, which is decided for all rows together.
    private static ReadOnlyMemory<byte> Line(DataRow row) => JsonSerializer.SerializeToUtf8Bytes(
        new { row.Messages, row.Group, row.Markers, row.Provenance, row.Required }, DataFolder.Json);
}
