using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.LanguageId;
using TreasureMarkers.Data.Quality;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data fluency-model</c>: makes the fluency model that Markers embeds, and shows how held-out texts fare.</summary>
internal static class FluencyModelCommand
{
    /// <summary>The command.</summary>
    /// <param name="cache">The option that says where downloads are kept.</param>
    public static Command Create(Option<string> cache) =>
        new EmbeddedModelCommand<FluencyModel>("fluency-model", "Learn the embedded fluency model and report what it gives held-out texts.")
        {
            Read = async (folder, report, ct) => [.. await LanguageCorpus.ReadAsync(folder, report, ct), .. await CodeCorpus.ReadAsync(folder, report, ct)],
            Train = FluencyTrainer.Train,
            Write = (model, file) => model.Write(file),
            Measure = Measure,
        }.Create(cache);

    private static Table Measure(IReadOnlyList<LanguageSample> samples, FluencyModel model)
    {
        var table = new Table().AddColumns("language", "held out", "10%", "25%", "50%", "75%");
        foreach (var language in samples.Where(s => s.IsHeldOut).GroupBy(s => s.Language).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            double[] scores = [.. language.Select(s => model.Of(s.Text, s.Language)).Order()];
            string[] cells = [.. ((int[])[10, 25, 50, 75]).Select(percent => $"{scores[scores.Length * percent / 100]:0.00}")];
            table.AddRow([language.Key, scores.Length.ToString(), .. cells]);
        }

        return table;
    }
}
