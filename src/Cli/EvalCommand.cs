using System.CommandLine;
using TreasureMarkers.Evaluation;

namespace TreasureMarkers.Cli;

/// <summary><c>tm eval</c>: measures how well a model obeys its markers, and what it says.</summary>
internal static class EvalCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var models = new Option<string[]>("--model")
        {
            Description = "Model folder to load and ask; may be given several times. The others are held against the first, such as the base of a fine-tune.",
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
        var prompts = new Option<string>("--prompts")
        {
            Description = "Open prompts in English: JSON Lines with a prompt, instruction or question. Default: those of --evaluation.",
        };
        var questions = new Option<string>("--questions")
        {
            Description = "What the model should know: JSON Lines with a question and its answers, of which one must be said. Default: those of --evaluation.",
        };
        var labels = new Option<string>("--labels")
        {
            Description = "Prompts with the markers that people gave them: JSON Lines with a prompt and, for example, a task and a domain.",
        };
        var evaluation = new Option<string>("--evaluation")
        {
            Description = "Folder of public sets: everyday.jsonl, alpaca-eval-instructions.jsonl, language-confusion.jsonl, gsm8k-test.jsonl.",
        };
        var only = new Option<string[]>("--only")
        {
            Description = $"Experiments to make instead of all: {string.Join(", ", Evaluator.Names)}.",
            HelpName = "experiment",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong([.. Evaluator.Names]);
        var report = new Option<string>("--report") { Description = "Folder for the report and the raw answers.", Required = true };
        var count = new Option<int>("--count")
        {
            Description = "Prompts a cell (a language, a limit, a format).",
            DefaultValueFactory = _ => 25,
        };
        var seed = new Option<int>("--seed") { Description = "Chooses the prompts.", DefaultValueFactory = _ => 1 };
        var update = new Option<bool>("--update-model")
        {
            Description = "Write into the models' taxonomy.json how often they keep each value, which the page and the API show.",
        };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--count must be at least 1.");
            }
        });

        var command = new Command("eval", "Measure how well a model obeys its markers, and what it says.")
        {
            models, url, prompts, questions, labels, evaluation, only, report, count, seed, update,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(models) is null && result.GetResult(url) is null)
            {
                result.AddError("Name a model folder with --model DIR, or a running server with --url URL.");
            }

            if (new[] { prompts, questions, labels, evaluation }.All(option => result.GetResult(option) is null))
            {
                result.AddError("Say what to ask: --prompts FILE, --questions FILE, --labels FILE or --evaluation DIR.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new EvalRun(
                parsed.GetValue(models) ?? [],
                parsed.GetValue(url),
                parsed.GetRequiredValue(report),
                parsed.GetValue(count),
                parsed.GetValue(seed),
                $"tm {string.Join(' ', parsed.Tokens.Select(token => token.Value.Contains(' ') ? $"'{token.Value}'" : token.Value))}")
            {
                Prompts = parsed.GetValue(prompts),
                Questions = parsed.GetValue(questions),
                Labels = parsed.GetValue(labels),
                Evaluation = parsed.GetValue(evaluation),
                Only = parsed.GetValue(only) ?? [],
                UpdatesModels = parsed.GetValue(update),
            },
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
