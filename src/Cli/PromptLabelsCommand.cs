using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.Labels;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary>
/// <c>tm data prompt-labels</c>: learns the small model of src/Data/Labels that tells a prompt's task and domain, and shows how it fares on
/// labels by hand that it did not learn.
/// </summary>
internal static class PromptLabelsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var labels = new Option<string>("--labels")
        {
            Description = "The folder of the labels by hand.", DefaultValueFactory = _ => "bench/labels",
        };
        var sources = new Option<string>("--sources") { Description = "The folder of texts by people that the labels name.", Required = true };
        var evaluation = new Option<string?>("--evaluation")
        {
            Description = "The folder of evaluation sets; its labelled prompts are measured on as well.",
        };
        var output = new Option<string>("--out")
        {
            Description = "The file to write.", DefaultValueFactory = _ => "src/Data/Labels/prompt-labels.bin",
        };
        var command = new Command("prompt-labels", "Learn the embedded model of tasks and domains and report its accuracy on labels by hand.")
        {
            labels, sources, evaluation, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(labels);
            var (model, table) = await CommandProgress.RunAsync(report => Task.Run(
                () =>
                {
                    var examples = LabelExamples.Read(folder, parsed.GetRequiredValue(sources));
                    report($"learning from {examples.Count} texts");
                    var (learned, task, domain) = LabelTrainer.Train(examples);
                    var figures = new Table().AddColumns("", "prompts", "right", "given a label", "of these right", "majority");
                    Add(figures, "task, five folds", task);
                    Add(figures, "domain, five folds", domain);
                    if (parsed.GetValue(evaluation) is { } texts)
                    {
                        var prompts = LabelledPrompts.Read(Path.Combine(folder, LabelExamples.EvaluationFile), texts);
                        Add(figures, "task, prompts.jsonl", Figures(prompts, prompt => prompt.Task, learned.Task, prompt => learned.Of(prompt.Prompt, "").Task));
                        Add(figures, "domain, prompts.jsonl", Figures(prompts, prompt => prompt.Domain, learned.Domain, prompt => learned.Of(prompt.Prompt, "").Domain));
                    }

                    return (learned, figures);
                },
                cancellationToken));
            await AtomicFile.WriteAsync(parsed.GetRequiredValue(output), file =>
            {
                model.Write(file);
                return Task.CompletedTask;
            });
            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    private static LabelFigures Figures(
        IReadOnlyList<LabelledPrompt> prompts,
        Func<LabelledPrompt, string> label,
        Func<string, string, LabelGuess> best,
        Func<LabelledPrompt, string?> given)
    {
        var covered = prompts.Where(prompt => given(prompt) is not null).ToList();
        return new LabelFigures(
            prompts.Count,
            prompts.Average(prompt => best(prompt.Prompt, "").Value == label(prompt) ? 1.0 : 0),
            (double)covered.Count / prompts.Count,
            covered.Count == 0 ? 0 : covered.Average(prompt => given(prompt) == label(prompt) ? 1.0 : 0),
            prompts.GroupBy(label, StringComparer.Ordinal).Max(group => group.Count()) / (double)prompts.Count);
    }

    private static void Add(Table table, string name, LabelFigures figures) => table.AddRow(
        name, $"{figures.Prompts}", Percent(figures.Accuracy), Percent(figures.Coverage), Percent(figures.AccuracyOfCovered), Percent(figures.Majority));

    private static string Percent(double share) => $"{100 * share:0.0}%";
}
