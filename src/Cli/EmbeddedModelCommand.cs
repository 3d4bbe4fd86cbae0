using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data;
using TreasureMarkers.Data.LanguageId;
using TreasureMarkers.Data.Quality;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary>
/// <c>tm data language-identifier</c> and <c>tm data fluency-model</c>: learn the small models that src/Markers embeds, and show how they
/// fare on samples that were held out.
/// </summary>
internal static class EmbeddedModelCommand
{
    /// <summary>Learns the language identifier; its table shows the accuracy on held-out sentences.</summary>
    /// <param name="cache">The option that says where downloads are kept.</param>
    public static Command LanguageIdentifier(Option<string> cache) => Create(
        "language-identifier",
        "Learn the embedded language identifier and report its accuracy on held-out sentences.",
        cache,
        LanguageCorpus.ReadAsync,
        samples =>
        {
            var identifier = LanguageIdentifierTrainer.Train(samples);
            return (identifier.Write, HeldOut(samples, ["prose", "right", "messages", "right"], language =>
                ((bool[])[true, false]).SelectMany(prose =>
                {
                    LanguageSample[] some = [.. language.Where(sample => sample.IsProse == prose)];
                    var right = some.Count(sample => identifier.Identify(sample.Text).Language == sample.Language);
                    return (string[])[$"{some.Length}", some.Length == 0 ? "" : $"{100.0 * right / some.Length:0.00}%"];
                })));
        });

    /// <summary>Learns the fluency model; its table shows quantiles of what it gives held-out texts.</summary>
    /// <inheritdoc cref="LanguageIdentifier"/>
    public static Command FluencyModel(Option<string> cache) => Create(
        "fluency-model",
        "Learn the embedded fluency model and report what it gives held-out texts.",
        cache,
        async (folder, report, cancellationToken) =>
        [
            .. await LanguageCorpus.ReadAsync(folder, report, cancellationToken),
            .. await CodeCorpus.ReadAsync(folder, report, cancellationToken),
        ],
        samples =>
        {
            var model = FluencyTrainer.Train(samples);
            return (model.Write, HeldOut(samples, ["held out", "10%", "25%", "50%", "75%"], language =>
            {
                double[] scores = [.. language.Select(sample => model.Of(sample.Text, sample.Language)).Order()];
                int[] percents = [10, 25, 50, 75];
                return [$"{scores.Length}", .. percents.Select(percent => $"{scores[scores.Length * percent / 100]:0.00}")];
            }));
        });

    /// <summary>A command that reads samples, learns from those that are not held out, writes the model and shows a table.</summary>
    private static Command Create(
        string name,
        string description,
        Option<string> cache,
        Func<string, Action<string>, CancellationToken, Task<IReadOnlyList<LanguageSample>>> read,
        Func<IReadOnlyList<LanguageSample>, (Action<Stream> Write, Table HeldOut)> train)
    {
        var output = new Option<string>("--out")
        {
            Description = "The file to write.",
            DefaultValueFactory = _ => $"src/Markers/Measurement/{name}.bin",
        };
        var command = new Command(name, description) { output, cache };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (write, heldOut) = await CommandProgress.RunAsync(async report =>
            {
                try
                {
                    var samples = await read(parsed.GetRequiredValue(cache), report, cancellationToken);
                    report($"learning from {samples.Count} texts");
                    return train(samples);
                }
                catch (SourceException e)
                {
                    throw new DataFormatException(e.Message, e);
                }
            });
            await AtomicFile.WriteAsync(parsed.GetRequiredValue(output), file =>
            {
                write(file);
                return Task.CompletedTask;
            });
            AnsiConsole.Write(heldOut);
            return 0;
        });
        return command;
    }

    /// <summary>A table with a row for each language of the held-out samples.</summary>
    private static Table HeldOut(
        IReadOnlyList<LanguageSample> samples, string[] columns, Func<IGrouping<string, LanguageSample>, IEnumerable<string>> cells)
    {
        var table = new Table().AddColumns(["language", .. columns]);
        foreach (var language in samples.Where(sample => sample.IsHeldOut)
            .GroupBy(sample => sample.Language).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            table.AddRow([language.Key, .. cells(language)]);
        }

        return table;
    }
}
