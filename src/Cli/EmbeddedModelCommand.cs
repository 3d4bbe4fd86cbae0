using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data;
using TreasureMarkers.Data.LanguageId;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary>A command that learns a small model which Markers embeds, writes it, and shows how it fares on what was held out.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <param name="name">The command, and the file's name.</param>
/// <param name="description">What the command does.</param>
internal sealed class EmbeddedModelCommand<TModel>(string name, string description)
{
    /// <summary>Reads the samples.</summary>
    public required Func<string, Action<string>, CancellationToken, Task<IReadOnlyList<LanguageSample>>> Read { get; init; }

    /// <summary>Learns from the samples that are not held out.</summary>
    public required Func<IReadOnlyList<LanguageSample>, TModel> Train { get; init; }

    /// <summary>Writes the model.</summary>
    public required Action<TModel, Stream> Write { get; init; }

    /// <summary>Measures the model on the samples that are held out.</summary>
    public required Func<IReadOnlyList<LanguageSample>, TModel, Table> Measure { get; init; }

    /// <summary>The command.</summary>
    /// <param name="cache">The option that says where downloads are kept.</param>
    public Command Create(Option<string> cache)
    {
        var output = new Option<string>("--out") { Description = "The file to write.", DefaultValueFactory = _ => $"src/Markers/Measurement/{name}.bin" };
        var command = new Command(name, description) { output, cache };
        command.SetAction((result, ct) => RunAsync(result.GetRequiredValue(output), result.GetRequiredValue(cache), ct));
        return command;
    }

    private async Task<int> RunAsync(string output, string cache, CancellationToken ct)
    {
        var (samples, model) = await CommandProgress.RunAsync(async report =>
        {
            var read = await ReadAsync(cache, report, ct);
            report($"learning from {read.Count} texts");
            return (read, Train(read));
        });
        await AtomicFile.WriteAsync(output, file =>
        {
            Write(model, file);
            return Task.CompletedTask;
        });
        AnsiConsole.Write(Measure(samples, model));
        return 0;
    }

    private async Task<IReadOnlyList<LanguageSample>> ReadAsync(string cache, Action<string> report, CancellationToken ct)
    {
        try
        {
            return await Read(cache, report, ct);
        }
        catch (SourceException e)
        {
            throw new DataFormatException(e.Message, e);
        }
    }
}
