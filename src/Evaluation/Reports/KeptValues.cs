using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>
/// Writes into a model folder's taxonomy.json how often the model kept each value that was set: <c>kept</c> of a category, an object from
/// value to a share from 0 to 1. What was not measured keeps what it has.
/// </summary>
internal static class KeptValues
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Updates the folders of the models that have markers.</summary>
    /// <param name="folders">The model folders, in the order of <paramref name="reports"/>.</param>
    /// <param name="reports">What was found.</param>
    public static void Write(IReadOnlyList<string> folders, IReadOnlyList<ModelReport> reports)
    {
        foreach (var (folder, report) in folders.Zip(reports))
        {
            var path = Path.Combine(folder, "taxonomy.json");
            var taxonomy = JsonNode.Parse(File.ReadAllText(path))!;
            var changed = false;
            foreach (var (category, value, share) in Of(report))
            {
                if (taxonomy["categories"]!.AsArray().FirstOrDefault(entry => (string?)entry!["name"] == category) is JsonObject entry)
                {
                    entry["kept"] ??= new JsonObject();
                    entry["kept"]![value] = share;
                    changed = true;
                }
            }

            if (changed)
            {
                AtomicFile.WriteText(path, taxonomy.ToJsonString(Indented) + "\n");
            }
        }
    }

    /// <summary>The share of answers that kept each value that was set, to two decimals.</summary>
    public static IEnumerable<(string Category, string Value, double Share)> Of(ModelReport report) =>
        from experiment in report.Experiments
        where experiment.Experiment.Category is not null
        let arm = experiment.Experiment.Arms.Index().First(arm => arm.Item == Experiment.ByMarkers).Index
        from cell in experiment.Cells
        // Of a multiple-choice answer the lever decides the form; whether the option is right is another matter.
        let kept = cell.Cell == Wishes.MultipleChoice ? cell.Arms[arm].Form : cell.Arms[arm].Kept
        where cell.Cell != ExperimentReport.All && kept.Value is not null
        select (experiment.Experiment.Category, cell.Cell, Math.Round(kept.Value!.Value, 2));
}
