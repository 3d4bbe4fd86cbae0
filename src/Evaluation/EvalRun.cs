using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation;

/// <summary>One evaluation, as the command line asks for it.</summary>
/// <param name="Models">Model folders to load and ask, one after another.</param>
/// <param name="Url">One running OpenAI-compatible server to ask, too; null for none.</param>
/// <param name="Data">The data folder with the held-out rows; null to ask <paramref name="Prompts"/> or questions alone.</param>
/// <param name="Prompts">A file of prompts to ask instead of held-out rows; null for none.</param>
/// <param name="Questions">A file of questions with answers, for what the models know; null for none.</param>
/// <param name="Only">Names of the experiments to make; empty for all.</param>
/// <param name="Report">The folder to write.</param>
/// <param name="Samples">Questions a cell.</param>
/// <param name="Seed">Chooses them.</param>
/// <param name="CommandLine">The command, for the report.</param>
internal sealed record EvalRun(
    IReadOnlyList<string> Models,
    Uri? Url,
    string? Data,
    string? Prompts,
    string? Questions,
    IReadOnlyCollection<string> Only,
    string Report,
    int Samples,
    int Seed,
    string CommandLine)
{
    private const string AnswersFile = "answers.jsonl", JsonFile = "report.json", MarkdownFile = "report.md";
    private static readonly JsonSerializerOptions Json = new(DataFolder.Json) { WriteIndented = true };

    /// <summary>Asks, judges and writes the report; run again after an interruption it asks only what is missing.</summary>
    /// <param name="progress">Is told of the progress.</param>
    /// <param name="cancellationToken">Stops it; the answers so far are kept.</param>
    /// <returns>The path of the Markdown report.</returns>
    /// <exception cref="CommandException">A model cannot be used, or a server failed.</exception>
    /// <exception cref="DataFormatException">The data folder or a file of prompts or questions cannot be read.</exception>
    public async Task<string> RunAsync(EvalProgress progress, CancellationToken cancellationToken)
    {
        var heldOut = Data is null ? []
            : await DataFolder.ReadRowsAsync(Data, DataSplit.Eval, cancellationToken).ToListAsync(cancellationToken);
        heldOut.AddRange(Prompts is null ? [] : PromptFile.Read(Prompts));
        var questions = Questions is null ? [] : KnowledgeQuestion.Read(Questions);
        foreach (string folder in Models)
        {
            // Before the report's folder is made: a wrong name leaves nothing behind.
            await EvalModel.HashAsync(folder, cancellationToken);
        }

        Directory.CreateDirectory(Report);
        using var answers = AnswerStore.Open(Path.Combine(Report, AnswersFile));
        var evaluator = new Evaluator(new EvalRows(heldOut, Samples, Seed), questions, Only, answers, progress);

        var models = new List<ModelReport>();
        foreach (string folder in Models)
        {
            using var model = await EvalModel.LoadAsync(folder, cancellationToken);
            var found = await evaluator.EvaluateAsync(model, cancellationToken);
            var tokenizer = BpeTokenizer.Load(Path.Combine(folder, "tokenizer.json"));
            models.Add(models is [var first, ..]
                ? found with
                {
                    Agreement = evaluator.Compare(first, model.Hash, tokenizer),
                    Lead = evaluator.Lead(first, model.Hash),
                }
                : found);
        }

        if (Url is not null)
        {
            using var model = await EvalModel.ConnectAsync(Url, cancellationToken);
            models.Add(await evaluator.EvaluateAsync(model, cancellationToken));
        }

        string[] sources = [.. new[] { Data, Prompts, Questions }.OfType<string>().Select(path => Path.TrimEndingDirectorySeparator(path))];
        string data = $"{heldOut.Count} rows and {questions.Count} questions of {string.Join(", ", sources.Select(Path.GetFileName))}";
        var report = new EvalReport(CommandLine, SourceCommit.Hash, Environment.ProcessorCount, data, Samples, Seed, models);
        AtomicFile.WriteText(Path.Combine(Report, JsonFile), JsonSerializer.Serialize(report, Json));
        string path = Path.Combine(Report, MarkdownFile);
        AtomicFile.WriteText(path, ReportMarkdown.Write(report));
        return path;
    }
}
