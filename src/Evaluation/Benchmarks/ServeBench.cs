using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using TreasureMarkers.Inference;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks;

/// <summary>
/// <c>tm bench serve</c>: measures one model in three precisions, and llama.cpp on the same weights, prints a table and writes the
/// figures. The other precisions and the GGUF file are made under artifacts/bench and reused while the model is unchanged.
/// </summary>
/// <param name="model">The model folder, of precision int8.</param>
/// <param name="settings">How much is measured.</param>
/// <param name="output">The JSON file to write.</param>
internal sealed class ServeBench(string model, ServeSettings settings, string output)
{
    private const double Int4Goal = 1.5, FloatGoal = 3;

    private static readonly JsonSerializerOptions Indented =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The repository that this program was built in: where llama.cpp's script is, and the chat server's build.</summary>
    /// <exception cref="CommandException">It was not built in one.</exception>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TreasureMarkers.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new CommandException("This benchmark needs a checkout of the repository: run it from there.");
        }
    }

    /// <summary>Measures everything.</summary>
    /// <exception cref="CommandException">The model folder does not exist, or llama.cpp does not run.</exception>
    /// <exception cref="ModelException">The model cannot be loaded or exported.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var variants = await MakeVariantsAsync(cancellationToken);
        var figures = new List<Figure>();
        using (var client = Load(model, cacheMegabytes: 0))
        using (var keeping = Load(model, cacheMegabytes: 256))
        {
            var measures = new ServeMeasures(client, settings);
            await AddAsync("one stream", measures.OneStreamAsync);
            await AddAsync("eight streams", token => measures.EightStreamsAsync(goal: null, token));
            await AddAsync("first token", measures.FirstTokenAsync);
            await AddAsync("second turn", token => measures.SecondTurnAsync(keeping, token));
            await AddAsync("cancellation", measures.CancellationAsync);
            await AddAsync("llama.cpp", async token =>
            {
                var scripts = Path.Combine(Repository, "bench", "llama.cpp");
                using var llama = await LlamaCpp.StartAsync(scripts, Path.Combine(variants, "model.gguf"), settings.Threads, token);
                return await measures.LlamaCppAsync(llama, token);
            });
        }

        foreach (var (precision, goal) in new[] { ("int4", Int4Goal), ("fp32", FloatGoal) })
        {
            using var client = Load(Path.Combine(variants, precision), cacheMegabytes: 0);
            var measures = new ServeMeasures(client, settings);
            await AddAsync($"{precision}, one stream", measures.OneStreamAsync);
            await AddAsync($"{precision}, eight streams", token => measures.EightStreamsAsync(goal, token));
        }

        var processors = Environment.ProcessorCount;
        Write(output, figures, new { processors, settings.Threads, settings.Rounds, settings.Tokens, figures });

        async Task AddAsync(string what, Func<CancellationToken, Task<IReadOnlyList<Figure>>> measure)
        {
            Console.Error.WriteLine($"measuring {what} ...");
            figures.AddRange(await measure(cancellationToken));
        }
    }

    /// <summary>Prints the figures as a table and writes a result atomically.</summary>
    public static void Write(string path, IEnumerable<Figure> figures, object result)
    {
        var table = new Table().AddColumns("model", "what", "median", "range", "goal");
        foreach (var figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.Model),
                Markup.Escape(figure.What),
                $"{figure.Value:0.##} {figure.Unit}",
                $"{figure.Low:0.##} to {figure.High:0.##}",
                figure.Goal is null ? "" : $"{figure.Goal} {(figure.IsMet == true ? "met" : "missed")}");
        }

        AnsiConsole.Write(table);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(result, Indented) + "\n");
    }

    /// <summary>The folder of the model's other precisions, whose name is the hash of the model.</summary>
    private async Task<string> MakeVariantsAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Repository, "artifacts", "bench", await EvalModel.HashAsync(model, cancellationToken));
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine("exporting the model as fp32, int4 and GGUF ...");
            var making = $"{folder}.{Environment.ProcessId}";
            Directory.CreateDirectory(making);
            using var source = ModelSource.Open(model);
            ModelExport.ToModelFolder(source, Path.Combine(making, "fp32"), WeightPrecision.Fp32);
            ModelExport.ToModelFolder(source, Path.Combine(making, "int4"), WeightPrecision.Int4);
            ModelExport.ToGguf(source, Path.Combine(making, "model.gguf"), GgufPrecision.Q80);
            Directory.Move(making, folder);
        }

        return folder;
    }

    private MarkerChatClient Load(string folder, int cacheMegabytes) => MarkerChatClient.Load(new MarkerModelOptions
    {
        ModelFolder = folder,
        Threads = settings.Threads,
        PrefixCacheMegabytes = cacheMegabytes,
    });
}
