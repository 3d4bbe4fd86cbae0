using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Evaluation;

/// <summary>What the command is told.</summary>
/// <param name="Models">Model folders to serve and ask, one after another.</param>
/// <param name="Url">Or one running OpenAI-compatible server.</param>
/// <param name="Data">The data folder with the held-out rows.</param>
/// <param name="Report">The folder to write.</param>
/// <param name="Samples">Questions a cell.</param>
/// <param name="Seed">Chooses them.</param>
/// <param name="CommandLine">The command, for the report.</param>
internal sealed record EvalRun(
    IReadOnlyList<string> Models, Uri? Url, string Data, string Report, int Samples, int Seed, string CommandLine)
{
    private const string AnswersFile = "answers.jsonl", JsonFile = "report.json", MarkdownFile = "report.md";
    private static readonly JsonSerializerOptions Json = new(DataFolder.Json) { WriteIndented = true };

    /// <summary>Asks, judges and writes the report; run again after an interruption it asks only what is missing.</summary>
    /// <param name="progress">Is told of the progress.</param>
    /// <param name="ct">Stops it; the answers so far are kept.</param>
    /// <returns>The path of the Markdown report.</returns>
    /// <exception cref="CommandException">A model cannot be served, or a server failed.</exception>
    /// <exception cref="DataFormatException">The data folder cannot be read.</exception>
    public async Task<string> RunAsync(EvalProgress progress, CancellationToken ct)
    {
        List<DataRow> heldOut = await DataFolder.ReadRowsAsync(Data, DataSplit.Eval, ct).ToListAsync(ct);
        Directory.CreateDirectory(Report);
        using var answers = AnswerStore.Open(Path.Combine(Report, AnswersFile));
        var evaluator = new Evaluator(new EvalRows(heldOut, Samples, Seed), answers, progress);

        var models = new List<ModelReport>();
        foreach (string model in Models)
        {
            string hash = await ModelHash.OfAsync(model, ct);
            await using ServedModel served = await ServedModel.StartAsync(model, ct);
            ModelReport found = await EvaluateAsync(evaluator, served.Address, hash, ct);
            models.Add(models is [var first, ..]
                ? found with { Agreement = evaluator.Compare(first.Name, first.Hash, hash, ByteLevelBpeTokenizer.Load(Path.Combine(model, "tokenizer.json"))) }
                : found);
        }

        if (Url is not null)
        {
            models.Add(await EvaluateAsync(evaluator, Url, Url.ToString(), ct));
        }

        string data = $"{heldOut.Count} in {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Data)))}";
        var report = new EvalReport(CommandLine, SourceCommit.Hash, Environment.ProcessorCount, data, Samples, Seed, models);
        await WriteAsync(JsonFile, JsonSerializer.Serialize(report, Json));
        return await WriteAsync(MarkdownFile, ReportMarkdown.Write(report));
    }

    private static async Task<ModelReport> EvaluateAsync(Evaluator evaluator, Uri address, string hash, CancellationToken ct)
    {
        using var endpoint = new ChatEndpoint(address);
        return await evaluator.EvaluateAsync(await endpoint.ModelNameAsync(ct), hash, endpoint, ct);
    }

    // Written beside and moved over, so that a kill leaves the old report or the new one.
    private async Task<string> WriteAsync(string name, string content)
    {
        string path = Path.Combine(Report, name);
        await File.WriteAllTextAsync(path + ".tmp", content, CancellationToken.None);
        File.Move(path + ".tmp", path, overwrite: true);
        return path;
    }
}
