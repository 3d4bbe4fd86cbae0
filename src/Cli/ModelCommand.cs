using System.CommandLine;
using System.Diagnostics;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Hub;

namespace TreasureMarkers.Cli;

/// <summary><c>tm model get</c>: downloads a base from the Hugging Face hub.</summary>
internal static class ModelCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>The command with its verbs.</summary>
    public static Command Create() => new("model", "Get a base from the Hugging Face hub.") { Get() };

    private static Command Get()
    {
        var name = new Argument<string>("OWNER/NAME") { Description = "The model on the hub." };
        var output = new Option<string>("--out") { Description = "The folder to download to. What is there already is kept.", Required = true };
        var revision = new Option<string>("--revision") { Description = "A branch, a tag or a commit.", DefaultValueFactory = _ => "main" };
        var include = new Option<string[]>("--include")
        {
            Description = "Names of files with * and ?, such as *Q4_K_M.gguf; without it, what a Hugging Face folder needs.",
            DefaultValueFactory = _ => [],
        };
        var yes = new Option<bool>("--yes") { Description = "Download without asking." };
        var command = new Command(
            "get", "Download a model's folder. HF_TOKEN has the access token of a private or gated model; HF_ENDPOINT names another host.")
        {
            name, output, revision, include, yes,
        };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { } value || !IsName(value))
            {
                result.AddError("Give a model as OWNER/NAME, such as HuggingFaceTB/SmolLM2-135M-Instruct.");
            }
        });
        command.SetAction((parsed, cancellationToken) => GetAsync(
            parsed.GetRequiredValue(name), parsed.GetRequiredValue(output), parsed.GetRequiredValue(revision), parsed.GetRequiredValue(include),
            parsed.GetValue(yes), cancellationToken));
        return command;
    }

    private static bool IsName(string text) => text.Split('/') is [var owner, var model] && IsPart(owner) && IsPart(model);

    private static bool IsPart(string text) =>
        text.Length is > 0 and <= 96 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && text is not ("." or "..");

    private static async Task<int> GetAsync(
        string name, string output, string revision, string[] include, bool isAgreed, CancellationToken cancellationToken)
    {
        using var client = HubClient.FromEnvironment();
        var repository = await client.GetAsync(name, revision, cancellationToken);
        var files = HubDownload.Choose(repository, include);
        Console.WriteLine(
            $"{name} at {repository.Origin.Revision}: {files.Count} files, {HubDownload.Show(files.Sum(file => file.Bytes))}, "
            + $"licence {repository.Origin.License ?? "not said"}{(repository.Origin.LicenseLink is { } link ? $" ({link})" : "")}");
        if (!isAgreed && !Ask(output))
        {
            return 1;
        }

        var (clock, said) = (Stopwatch.StartNew(), new Stopwatch());
        long? first = null;
        await HubDownload.RunAsync(
            client, repository, files, output,
            new Reporter(progress =>
            {
                // Bytes of an earlier run count for nothing in the rate.
                first ??= progress.Bytes;
                if (said.IsRunning && said.Elapsed < Interval && progress.Bytes < progress.All)
                {
                    return;
                }

                said.Restart();
                var rate = (progress.Bytes - first.Value) / Math.Max(clock.Elapsed.TotalSeconds, 1e-3);
                var left = rate > 0 ? $", {TimeSpan.FromSeconds(Math.Min((progress.All - progress.Bytes) / rate, 1e6)):h\\:mm\\:ss} left" : "";
                Console.WriteLine($"{100 * progress.Bytes / Math.Max(1, progress.All),3}%  {progress.File}, {HubDownload.Show((long)rate)}/s{left}");
            }),
            cancellationToken);
        Console.WriteLine($"Wrote '{output}'. Next: tm chat --model {(include.Length == 0 ? output : Path.Combine(output, "FILE.gguf"))}");
        return 0;
    }

    private static bool Ask(string output)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("Nobody can be asked here: add --yes to download.");
        }

        Console.Write($"Download to '{output}'? [y/N] ");
        return Console.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES";
    }

    // Progress<T> would report on pool threads, out of order.
    private sealed class Reporter(Action<HubProgress> report) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => report(value);
    }
}
