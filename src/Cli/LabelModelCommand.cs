using System.CommandLine;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using TreasureMarkers.Data.Labels;
using TreasureMarkers.Data.Variants;
using TreasureMarkers.Models;

namespace TreasureMarkers.Cli;

/// <summary>
/// <c>tm data prompt-labels</c> and <c>tm data style-models</c>: learn the small models that src/Data embeds, and show how they fare on
/// labels and texts that they did not learn.
/// </summary>
internal static class LabelModelCommand
{
    /// <summary>Learns the model that tells a prompt's task and domain.</summary>
    public static Command PromptLabels()
    {
        var labels = new Option<string>("--labels")
        {
            Description = "The folder of the labels by hand.",
            DefaultValueFactory = _ => "bench/labels",
        };
        var sources = new Option<string>("--sources") { Description = "The folder of texts by people that the labels name.", Required = true };
        var evaluation = new Option<string?>("--evaluation")
        {
            Description = "The folder of evaluation sets; its labelled prompts are measured on as well.",
        };
        var output = new Option<string>("--out")
        {
            Description = "The file to write.",
            DefaultValueFactory = _ => "src/Data/Labels/prompt-labels.bin",
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
                    var figures = new Table().AddColumn(new TableColumn("").NoWrap())
                        .AddColumns("prompts", "right", "given a label", "of these right", "majority");
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

    /// <summary>Learns the filter of rewrites and the classifier that the evaluation asks.</summary>
    public static Command StyleModels()
    {
        var sources = new Option<string>("--sources") { Description = "The folder of texts by people.", Required = true };
        var output = new Option<string>("--out")
        {
            Description = "The folder to write style-filter.json and style-classifier.bin to.",
            DefaultValueFactory = _ => "src/Data/Variants",
        };
        var command = new Command("style-models", "Learn the embedded models of formal and informal English and report their accuracy on held-out texts.")
        {
            sources, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (filter, classifier, table) = await CommandProgress.RunAsync(report => Task.Run(
                () =>
                {
                    var (dialogues, blogs) =
                        (StyleTexts.ForFilter(parsed.GetRequiredValue(sources)), StyleTexts.ForClassifier(parsed.GetRequiredValue(sources)));
                    report($"learning from {dialogues.Count} and {blogs.Count} texts");
                    var weights = StyleFilter.Learn([.. dialogues.Where(text => !StyleTexts.IsHeldOut(text.Text))]);
                    var learned = StyleClassifier.Learn([.. blogs.Where(text => !StyleTexts.IsHeldOut(text.Text))]);
                    var figures = new Table().AddColumns("model", "texts", "right, its own held-out texts", "right, the other's texts");
                    Row("filter", dialogues, blogs, text => StyleFilter.Formality(text, weights));
                    Row("classifier", blogs, dialogues, new StyleClassifier(learned).Formality);
                    return (weights, learned, figures);

                    void Row(
                        string name,
                        IReadOnlyList<(string Text, bool IsFormal)> own,
                        IReadOnlyList<(string Text, bool IsFormal)> others,
                        Func<string, double> formality) => figures.AddRow(
                            name, $"{own.Count}", Percent(Balanced([.. own.Where(text => StyleTexts.IsHeldOut(text.Text))], formality)),
                            Percent(Balanced(others, formality)));
                },
                cancellationToken));
            var folder = Directory.CreateDirectory(parsed.GetRequiredValue(output)).FullName;
            await AtomicFile.WriteAsync(Path.Combine(folder, "style-filter.json"), file => JsonSerializer.SerializeAsync(file, filter, cancellationToken: cancellationToken));
            await AtomicFile.WriteAsync(Path.Combine(folder, "style-classifier.bin"), file =>
            {
                using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
                classifier.Write(writer);
                return Task.CompletedTask;
            });
            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }

    /// <summary>The mean of both classes' shares of right answers.</summary>
    private static double Balanced(IReadOnlyList<(string Text, bool IsFormal)> texts, Func<string, double> formality) =>
        texts.GroupBy(text => text.IsFormal)
            .Average(group => group.Average(text => (formality(text.Text) >= 0.5) == group.Key ? 1.0 : 0));

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
