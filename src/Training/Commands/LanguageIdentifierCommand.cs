using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Training.Data;
using TreasureMarkers.Training.Data.Building;
using TreasureMarkers.Training.Data.LanguageId;
using TreasureMarkers.Training.Data.Sources;

namespace TreasureMarkers.Training.Commands;

/// <summary><c>tm data language-identifier</c>: makes the language identifier that Markers embeds, and measures it.</summary>
public static class LanguageIdentifierCommand
{
    /// <summary>The command.</summary>
    /// <param name="cache">The option that says where downloads are kept.</param>
    public static Command Create(Option<string> cache)
    {
        var output = new Option<string>("--out") { Description = "The file to write.", DefaultValueFactory = _ => "src/Markers/Measurement/language-identifier.bin" };
        var command = new Command("language-identifier", "Learn the embedded language identifier and report its accuracy on held-out sentences.") { output, cache };
        command.SetAction((result, ct) => RunAsync(result.GetRequiredValue(output), result.GetRequiredValue(cache), ct));
        return command;
    }

    private static async Task<int> RunAsync(string output, string cache, CancellationToken ct)
    {
        var (samples, identifier) = await CommandProgress.RunAsync(async report =>
        {
            var read = await ReadAsync(cache, report, ct);
            report($"learning from {read.Count} sentences");
            return (read, LanguageIdentifierTrainer.Train(read));
        });
        await DataWriter.ReplaceAsync(output, file =>
        {
            identifier.Write(file);
            return Task.CompletedTask;
        });
        Show(samples, identifier);
        return 0;
    }

    private static async Task<IReadOnlyList<LanguageSample>> ReadAsync(string cache, Action<string> report, CancellationToken ct)
    {
        try
        {
            return await LanguageCorpus.ReadAsync(cache, report, ct);
        }
        catch (SourceException e)
        {
            throw new DataFormatException(e.Message, e);
        }
    }

    private static void Show(IReadOnlyList<LanguageSample> samples, LanguageIdentifier identifier)
    {
        var table = new Table().AddColumns("language", "prose", "right", "messages", "right");
        foreach (var language in samples.Where(s => s.IsHeldOut).GroupBy(s => s.Language).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] cells = [language.Key];
            foreach (var prose in (bool[])[true, false])
            {
                LanguageSample[] some = [.. language.Where(s => s.IsProse == prose)];
                var right = some.Count(s => identifier.Identify(s.Text).Language == s.Language);
                cells = [.. cells, some.Length.ToString(), some.Length == 0 ? "" : $"{100.0 * right / some.Length:0.00}%"];
            }

            table.AddRow(cells);
        }

        AnsiConsole.Write(table);
    }
}
