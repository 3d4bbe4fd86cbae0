using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation.Reports;

/// <summary>
/// Writes into a model folder's taxonomy.json how often the model kept each value that was set (<see cref="MarkerCategory.Kept"/>). What
/// was not measured keeps what it has.
/// </summary>
internal static class KeptValues
{
    /// <summary>Updates the folders of the models that have markers.</summary>
    /// <param name="folders">The model folders, in the order of <paramref name="reports"/>.</param>
    /// <param name="reports">What was found.</param>
    public static void Write(IReadOnlyList<string> folders, IReadOnlyList<ModelReport> reports)
    {
        foreach (var (folder, report) in folders.Zip(reports))
        {
            var path = Path.Combine(folder, "taxonomy.json");
            var taxonomy = MarkerTaxonomy.Load(path);
            var kept = taxonomy.Categories.ToDictionary(
                category => category.Name, category => new Dictionary<string, double>(category.Kept));
            var found = Of(report).ToList();
            foreach (var (category, value, share) in found)
            {
                kept[category][value] = share;
            }

            if (found.Count > 0)
            {
                AtomicFile.WriteText(path, taxonomy.WithKept(kept.ToDictionary(
                    pair => pair.Key, IReadOnlyDictionary<string, double> (pair) => pair.Value)).ToJson() + "\n");
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
