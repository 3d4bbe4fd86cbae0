using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using TreasureMarkers.Inference;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks.Serve;

/// <summary>Measures each precision of one model, prints a table and writes the figures.</summary>
/// <param name="int8">The model folder that is served.</param>
/// <param name="int4">The same weights with 4 bits.</param>
/// <param name="fp32">The same weights as floats.</param>
/// <param name="llama">The same weights in llama.cpp.</param>
/// <param name="settings">How much is measured.</param>
internal sealed class ServeBench(string int8, string int4, string fp32, LlamaCpp llama, BenchSettings settings)
{
    private const double Int4Goal = 1.5;
    private const double FloatGoal = 3;

    private static readonly JsonSerializerOptions Indented =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task RunAsync(string output, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        using (var client = Load(int8, caches: 0))
        using (var reusing = Load(int8, caches: 256))
        {
            await AddAsync("one stream", OneStream.MeasureAsync(client, settings, cancellationToken));
            await AddAsync("eight streams", ManyStreams.MeasureAsync(client, settings, goal: null, cancellationToken));
            await AddAsync("first token", FirstToken.MeasureAsync(client, cancellationToken));
            await AddAsync("second turn", SecondTurn.MeasureAsync(reusing, client, cancellationToken));
            await AddAsync("cancellation", Cancellation.MeasureAsync(client, cancellationToken));
            await AddAsync("llama.cpp", llama.MeasureAsync(client, settings, cancellationToken));
        }

        foreach (var (folder, goal) in new[] { (int4, Int4Goal), (fp32, FloatGoal) })
        {
            using var client = Load(folder, caches: 0);
            await AddAsync($"{client.Model.Name}, one stream", OneStream.MeasureAsync(client, settings, cancellationToken));
            await AddAsync($"{client.Model.Name}, eight streams", ManyStreams.MeasureAsync(client, settings, goal, cancellationToken));
        }

        Print(figures);
        await File.WriteAllTextAsync(
            output,
            JsonSerializer.Serialize(new { Processors = Environment.ProcessorCount, settings.Threads, settings.Rounds, settings.Tokens, figures }, Indented) + "\n",
            cancellationToken);

        async Task AddAsync(string what, Task<IReadOnlyList<Figure>> measuring)
        {
            Console.Error.WriteLine($"measuring {what} ...");
            figures.AddRange(await measuring);
        }
    }

    private static void Print(IEnumerable<Figure> figures)
    {
        var table = new Table().AddColumns("model", "what", "median", "range", "goal");
        foreach (var figure in figures)
        {
            table.AddRow(
                figure.Model,
                figure.What,
                $"{figure.Value:0.##} {figure.Unit}",
                $"{figure.Low:0.##} to {figure.High:0.##}",
                figure.Goal is null ? "" : $"{figure.Goal} {(figure.IsMet == true ? "met" : "missed")}");
        }

        AnsiConsole.Write(table);
    }

    private MarkerChatClient Load(string folder, int caches) => MarkerChatClient.Load(new MarkerModelOptions
    {
        ModelFolder = folder,
        Threads = settings.Threads,
        PrefixCacheMegabytes = caches,
    });
}
