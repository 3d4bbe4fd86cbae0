using System.CommandLine;
using TreasureMarkers.Evaluation;

namespace TreasureMarkers.Cli;

/// <summary><c>tm eval</c>: measures how well a model obeys its markers.</summary>
internal static class EvalCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var models = new Option<string[]>("--model")
        {
            Description = "Model folder to load and ask; may be given several times.",
            AllowMultipleArgumentsPerToken = true,
        };
        var url = new Option<Uri?>("--url")
        {
            Description = "Ask a running OpenAI-compatible server, such as http://127.0.0.1:5080. Its key is taken from OPENAI_API_KEY.",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                {
                    return address;
                }

                result.AddError("--url must be an http or https URL, such as http://127.0.0.1:5080.");
                return null;
            },
        };
        var data = new Option<string>("--data") { Description = "Data folder with the held-out rows." };
        var prompts = new Option<string>("--prompts")
        {
            Description = "Prompts to ask instead of held-out rows: JSON Lines with a prompt, instruction or question.",
        };
        var questions = new Option<string>("--questions")
        {
            Description = "What the model should know: JSON Lines with a question and its answers, of which one must be said.",
        };
        string[] names =
        [
            "Knowledge", "Levers together", "Language control", "Length control", "Length bucket control", "Format control", "Marker inference",
            "Function calling",
        ];
        var only = new Option<string[]>("--only")
        {
            Description = $"Experiments to make instead of all: {string.Join(", ", names)}.",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong(names);
        var report = new Option<string>("--report") { Description = "Folder for the report and the raw answers.", Required = true };
        var samples = new Option<int>("--samples")
        {
            Description = "Questions a cell (a language, a limit, a format).",
            DefaultValueFactory = _ => 50,
        };
        var seed = new Option<int>("--seed") { Description = "Chooses the questions.", DefaultValueFactory = _ => 1 };
        samples.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--samples must be at least 1.");
            }
        });

        var command = new Command("eval", "Measure how well a model obeys its markers.")
        {
            models, url, data, prompts, questions, only, report, samples, seed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(models) is null && result.GetResult(url) is null)
            {
                result.AddError("Name a model folder with --model DIR, or a running server with --url URL.");
            }

            if (new[] { data, prompts, questions }.All(option => result.GetResult(option) is null))
            {
                result.AddError("Say what to ask: --data DIR, --prompts FILE or --questions FILE.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new EvalRun(
                parsed.GetValue(models) ?? [],
                parsed.GetValue(url),
                parsed.GetValue(data),
                parsed.GetValue(prompts),
                parsed.GetValue(questions),
                parsed.GetValue(only) ?? [],
                parsed.GetRequiredValue(report),
                parsed.GetValue(samples),
                parsed.GetValue(seed),
                $"tm {string.Join(' ', parsed.Tokens.Select(token => token.Value))}"),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(EvalRun run, CancellationToken cancellationToken)
    {
        try
        {
            string path = await run.RunAsync(new EvalProgress(Console.Error, !Console.IsErrorRedirected), cancellationToken);
            Console.WriteLine(await File.ReadAllTextAsync(path, cancellationToken));
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("\nStopped. Run the same command again to continue.");
            return 130;
        }
    }
}
