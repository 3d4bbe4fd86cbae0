using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Training.Data;
using TreasureMarkers.Training.Data.Building;
using TreasureMarkers.Training.Data.LanguageId;
using TreasureMarkers.Training.Data.Quality;
using TreasureMarkers.Training.Data.Sources;

namespace TreasureMarkers.Training.Commands;

/// <summary><c>tm data fluency-model</c>: makes the fluency model that Markers embeds, and shows how held-out texts fare.</summary>
public static class FluencyModelCommand
{
    /// <summary>The command.</summary>
    /// <param name="cache">The option that says where downloads are kept.</param>
    public static Command Create(Option<string> cache)
    {
        var output = new Option<string>("--out") { Description = "The file to write.", DefaultValueFactory = _ => "src/Markers/Measurement/fluency-model.bin" };
        var command = new Command("fluency-model", "Learn the embedded fluency model and report what it gives held-out texts.") { output, cache };
        command.SetAction((result, ct) => RunAsync(result.GetRequiredValue(output), result.GetRequiredValue(cache), ct));
        return command;
    }

    private static async Task<int> RunAsync(string output, string cache, CancellationToken ct)
    {
        var (samples, model) = await CommandProgress.RunAsync(async report =>
        {
            var read = await ReadAsync(cache, report, ct);
            report($"learning from {read.Count} texts");
            return (read, FluencyTrainer.Train(read));
        });
        await DataWriter.ReplaceAsync(output, file =>
        {
            model.Write(file);
            return Task.CompletedTask;
        });
        Show(samples, model);
        return 0;
    }

    private static async Task<IReadOnlyList<LanguageSample>> ReadAsync(string cache, Action<string> report, CancellationToken ct)
    {
        try
        {
            return [.. await LanguageCorpus.ReadAsync(cache, report, ct), .. await CodeCorpus.ReadAsync(cache, report, ct)];
        }
        catch (SourceException e)
        {
            throw new DataFormatException(e.Message, e);
        }
    }

    private static void Show(IReadOnlyList<LanguageSample> samples, FluencyModel model)
    {
        var table = new Table().AddColumns("language", "held out", "10%", "25%", "50%", "75%");
        foreach (var language in samples.Where(s => s.IsHeldOut).GroupBy(s => s.Language).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            double[] scores = [.. language.Select(s => model.Of(s.Text, s.Language)).Order()];
            string[] cells = [.. ((int[])[10, 25, 50, 75]).Select(percent => $"{scores[scores.Length * percent / 100]:0.00}")];
            table.AddRow([language.Key, scores.Length.ToString(), .. cells]);
        }

        AnsiConsole.Write(table);
    }
}
