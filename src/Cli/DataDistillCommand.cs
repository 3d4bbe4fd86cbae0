using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Distillation;
using TreasureMarkers.Models;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data distill</c>: a model writes prompts and answers, and rows with markers are made of them.</summary>
internal sealed class DataDistillCommand
{
    private const int InterruptedExitCode = 130;

    private readonly Option<string?> _model = new("--model") { Description = "The base: a GGUF file or a Hugging Face folder. Not needed with --answers." };
    private readonly Option<int?> _rows = new("--rows") { Description = "How many prompts to answer. Default: those of --prompts, else 1000." };
    private readonly Option<string> _output = new("--out") { Description = "The data folder to write; the same command goes on with one that was stopped.", Required = true };
    private readonly Option<string[]> _prompts = new("--prompts")
    {
        Description = "Prompts to answer: files with a field prompt, instruction or question, or messages.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _own = new("--own")
    {
        Description = "How many of the prompts the model writes itself: a number, or a share such as 0.5. Default: what --prompts leaves of --rows.",
    };

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Files to whose texts no prompt and no answer comes near, such as evaluation lists: 13 words in a row, or the same question.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _answers = new("--answers")
    {
        Description = "Make rows of these answers, of prompts and completions of your own, and sample nothing.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _samples = Number("--samples", "Answers to each prompt.", 1, 1, 100);
    private readonly Option<double> _temperature = Real("--temperature", "Of answers; 0 takes the likeliest token.", 0.6, 0, 2);
    private readonly Option<double> _topP = Real("--top-p", "Of answers: the likeliest tokens that together have this share.", 0.9, 0.01, 1);
    private readonly Option<int> _mostTokens = Number("--max-tokens", "The most tokens of an answer.", 512, 8, 4096);
    private readonly Option<bool> _cut = new("--keep-cut") { Description = "Keep answers that are longer or go round in circles, up to a whole sentence; they make variants, no plain row." };
    private readonly Option<int> _variants = Number("--variants", "Rows of each answer: the plain one, and the rest in other forms and lengths.", 6, 1, 50);
    private readonly Option<int?> _batch = new("--batch") { Description = "Texts that are sampled at once. Default: 256 on a CPU, 4096 on a GPU." };
    private readonly Option<string> _seed = new("--seed") { Description = "Seeds every choice.", DefaultValueFactory = _ => "1" };
    private readonly Option<double> _evalShare = Real("--eval-share", "The share of rows to hold out, whole groups of them.", 0.02, 0, 0.5);
    private readonly Option<string> _device = new("--device") { Description = "auto, cpu or cuda.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _sampleOnly = new("--sample-only") { Description = "Stop when the answers are there; the same command without it makes the rows." };

    /// <summary>The verb with its options.</summary>
    public static Command Create() => new DataDistillCommand().Verb();

    private static Option<int> Number(string name, string what, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = what, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is var given && (given < least || given > most))
            {
                result.AddError($"{name} must be from {least} to {most}.");
            }
        });
        return option;
    }

    private static Option<double> Real(string name, string what, double value, double least, double most)
    {
        var option = new Option<double>(name) { Description = what, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<double>() is var given && !(given >= least && given <= most))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be from {least} to {most}."));
            }
        });
        return option;
    }

    private Command Verb()
    {
        _rows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--rows must be at least 1.");
            }
        });
        _batch.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65536)
            {
                result.AddError("--batch must be from 1 to 65536.");
            }
        });
        var command = new Command("distill", "Let a base write prompts and answer them and those of files, and make rows of them: what it knows is kept, levers are added.")
        {
            _model, _rows, _output, _prompts, _own, _exclude, _answers, _samples, _temperature, _topP, _mostTokens, _cut, _variants, _batch, _seed, _evalShare, _device,
            _sampleOnly,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // System.CommandLine listens for Ctrl+C and SIGTERM once the action has given up its first thread.
        await Task.Yield();
        var folder = parsed.GetRequiredValue(_output);
        if (File.Exists(folder))
        {
            throw new CommandException($"'{folder}' is a file. Give a folder.");
        }

        try
        {
            var excluded = ExcludedTexts.Read(parsed.GetValue(_exclude) ?? [], cancellationToken);
            var answers = await AnswersAsync(parsed, folder, excluded, cancellationToken);
            if (parsed.GetValue(_sampleOnly))
            {
                Console.WriteLine($"{Path.Combine(folder, DistilledRows.AnswersFile)}: {answers.Count:#,0} answers");
                return 0;
            }

            var options = new DistilledRowOptions(
                parsed.GetRequiredValue(_seed), new AnswerFilter(excluded, parsed.GetValue(_cut)), parsed.GetValue(_variants), parsed.GetValue(_evalShare));
            var manifest = await CommandProgress.RunAsync(report => DistilledRows.WriteAsync(folder, answers, options, report, cancellationToken));
            AnsiConsole.WriteLine(manifest.Describe(folder));
            Console.WriteLine($"Train on it with `tm train --base {parsed.GetValue(_model) ?? "MODEL"} --data {folder}`.");
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped; whole batches are kept. Run the same command again to go on.");
            return InterruptedExitCode;
        }
    }

    private async Task<IReadOnlyList<DistilledAnswer>> AnswersAsync(
        ParseResult parsed, string folder, ExcludedTexts excluded, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_answers) is { Length: > 0 } given)
        {
            Directory.CreateDirectory(folder);
            return await PromptFiles.AnswersAsync(given, cancellationToken);
        }

        var model = parsed.GetValue(_model)
            ?? throw new CommandException("Give --model, the base that answers, or --answers, files with answers of your own.");
        var prompts = await PromptFiles.PromptsAsync(parsed.GetValue(_prompts) ?? [], excluded, cancellationToken);
        var (files, own) = Shares(parsed, prompts.Count);
        var options = new DistillOptions(
            model, folder, own, parsed.GetValue(_samples), new SamplerOptions(parsed.GetValue(_temperature), parsed.GetValue(_topP), parsed.GetValue(_mostTokens)),
            parsed.GetValue(_batch), parsed.GetRequiredValue(_seed), parsed.GetRequiredValue(_device));
        return await new DistillRun(options, excluded, Console.WriteLine).RunAsync([.. prompts.Take(files)], cancellationToken);
    }

    // How many prompts of files are answered, and how many the model writes.
    private (int Files, int Own) Shares(ParseResult parsed, int found)
    {
        var wanted = parsed.GetValue(_rows) ?? (found > 0 ? found : 1000);
        var text = parsed.GetValue(_own);
        if (text is null)
        {
            return (Math.Min(found, wanted), Math.Max(0, wanted - found));
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number >= 0)
            || (number % 1 != 0 && number > 1) || number > wanted)
        {
            throw new CommandException(
                $"--own {text} is not allowed. Allowed: a number of prompts from 0 to --rows ({wanted}), or a share between 0 and 1 with a point, such as 0.5 or 1.0.");
        }

        var own = text.Contains('.', StringComparison.Ordinal) ? (int)Math.Round(number * wanted) : (int)number;
        return (Math.Min(found, wanted - own), own);
    }
}
