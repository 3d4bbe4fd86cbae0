using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Cli;
using TreasureMarkers.Data.Annotation;

namespace TreasureMarkers.Fixtures;

/// <summary>An input and an output in a folder that goes, and the run between them.</summary>
internal sealed class AnnotationFiles : IDisposable
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TemporaryFolder _folder = new();

    public string Input => _folder["in.jsonl"];

    public string Output => _folder["out.jsonl"];

    public AnnotationOptions Options => new(Input, Output);

    public List<AnnotatedLine> Rejected { get; } = [];

    public List<string> Notes { get; } = [];

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    public static string Pair(string prompt, string completion) => JsonSerializer.Serialize(new { prompt, completion }, Relaxed);

    /// <summary>Rows of several lengths whose language can be told.</summary>
    public static string[] Pairs(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => Pair(
            $"What does the program number {i} do?", string.Join(' ', Enumerable.Repeat($"The program number {i} shows the processes of the system and what they need.", 1 + (i % 4))))),
    ];

    public void Write(params string[] lines) => File.WriteAllLines(Input, lines);

    public async Task<AnnotationSummary> RunAsync(
        AnnotationServerOptions? server = null, string? key = null, int parallel = 4, CancellationToken cancellationToken = default)
    {
        using var client = server is null ? null : new AnnotationServer(server, key);
        return await new Annotator(Options with { Parallel = parallel, Force = true }, client).RunAsync(Notes.Add, Rejected.Add, cancellationToken);
    }

    /// <summary>Runs it on these lines and gives the rows.</summary>
    public async Task<JsonObject[]> AnnotateAsync(params string[] lines)
    {
        Write(lines);
        await RunAsync();
        return Rows();
    }

    public JsonObject[] Rows() => [.. File.ReadLines(Output).Select(l => JsonNode.Parse(l)!.AsObject())];

    /// <summary>A fast way to ask the fake server.</summary>
    public static AnnotationServerOptions Ask(FakeLlm fake) => new(fake.Url, "fake") { FirstWait = TimeSpan.FromMilliseconds(1), Timeout = TimeSpan.FromSeconds(5) };
}
