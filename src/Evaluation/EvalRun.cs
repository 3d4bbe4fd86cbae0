using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation;

/// <summary>One evaluation, as the command line asks for it.</summary>
/// <param name="Models">Model folders to load and ask; the others are held against the first.</param>
/// <param name="Url">One running OpenAI-compatible server to ask, too; null for none.</param>
/// <param name="Report">The folder to write.</param>
/// <param name="Count">Prompts of a cell.</param>
/// <param name="Seed">Chooses them.</param>
/// <param name="CommandLine">The command, for the report.</param>
internal sealed record EvalRun(IReadOnlyList<string> Models, Uri? Url, string Report, int Count, int Seed, string CommandLine)
{
    private const string AnswersFile = "answers.jsonl", JsonFile = "report.json", MarkdownFile = "report.md", PageFile = "report.html";
    private static readonly JsonSerializerOptions Json = new(DataFolder.Json) { WriteIndented = true };

    /// <summary>A file of prompts to ask; null to take those of <see cref="Evaluation"/>.</summary>
    public string? Prompts { get; init; }

    /// <summary>A file of questions with answers; null to take those of <see cref="Evaluation"/>.</summary>
    public string? Questions { get; init; }

    /// <summary>A file of prompts with the markers that people gave them; null for none.</summary>
    public string? Labels { get; init; }

    /// <summary>A folder of public evaluation sets; null for none.</summary>
    public string? Evaluation { get; init; }

    /// <summary>Names of the experiments to make; empty for all.</summary>
    public IReadOnlyCollection<string> Only { get; init; } = [];

    /// <summary>Whether the share of answers that keep each value is written into the models' taxonomy.json.</summary>
    public bool UpdatesModels { get; init; }

    /// <summary>Asks, judges and writes the report after each experiment; run again after an interruption it asks only what is missing.</summary>
    /// <param name="progress">Is told of the progress.</param>
    /// <param name="cancellationToken">Stops it; the answers so far are kept.</param>
    /// <returns>The path of the Markdown report.</returns>
    /// <exception cref="CommandException">A model cannot be used, a server failed, or there is nothing to ask.</exception>
    /// <exception cref="DataFormatException">A list cannot be read.</exception>
    public async Task<string> RunAsync(EvalProgress progress, CancellationToken cancellationToken)
    {
        var inputs = EvalInputs.Read(Prompts, Questions, Labels, Evaluation);
        foreach (string folder in Models)
        {
            // Before the report's folder is made: a wrong name leaves nothing behind.
            await EvalModel.HashAsync(folder, cancellationToken);
        }

        var models = new List<EvalModel>();
        try
        {
            foreach (string folder in Models)
            {
                models.Add(await EvalModel.LoadAsync(folder, cancellationToken));
            }

            if (Url is not null)
            {
                models.Add(await EvalModel.ConnectAsync(Url, cancellationToken));
            }

            return await RunAsync(models, inputs, progress, cancellationToken);
        }
        finally
        {
            models.ForEach(model => model.Dispose());
        }
    }

    private async Task<string> RunAsync(
        IReadOnlyList<EvalModel> models, EvalInputs inputs, EvalProgress progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Report);
        using var answers = AnswerStore.Open(Path.Combine(Report, AnswersFile));
        var evaluator = new Evaluator(models, inputs, Count, Seed, Only, answers, progress);
        var plan = evaluator.Plan();
        if (plan.Count == 0 && inputs.Texts.Count == 0)
        {
            throw new CommandException("There is nothing to ask: the experiments that are wanted need other lists.");
        }

        progress.Say(Power.Describe(plan));
        string path = Path.Combine(Report, MarkdownFile);
        string[] lists = [.. new[] { Prompts, Questions, Labels, Evaluation }.OfType<string>().Select(Path.TrimEndingDirectorySeparator)];
        await foreach (var found in evaluator.EvaluateAsync(plan, cancellationToken))
        {
            var report = new EvalReport(
                CommandLine, SourceCommit.Hash, Environment.ProcessorCount, string.Join(", ", lists.Select(Path.GetFileName)), Count, Seed, found);
            AtomicFile.WriteText(Path.Combine(Report, JsonFile), JsonSerializer.Serialize(report, Json));
            AtomicFile.WriteText(path, ReportMarkdown.Write(report));
            AtomicFile.WriteText(Path.Combine(Report, PageFile), ReportHtml.Write(report));
            if (UpdatesModels)
            {
                KeptValues.Write(Models, found);
            }
        }

        return path;
    }
}
