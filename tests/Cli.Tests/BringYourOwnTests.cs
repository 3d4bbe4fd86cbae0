using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

/// <summary>README's three paths with a model and data of one's own, command by command, over a tiny base of random weights.</summary>
public sealed class BringYourOwnTests : IDisposable
{
    private static readonly string Shapes = Path.Combine(SourceFolder(), "../Data.Tests/Import/shapes");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_gguf_file_is_chatted_with_as_it_is()
    {
        var answer = await ChatAsync(await GgufAsync(), markers: null);

        Assert.Equal("assistant", (string)answer["choices"]![0]!["message"]!["role"]!);
        Assert.Empty(answer["markers"]!["inferred"]!.AsObject());
    }

    [Fact]
    public async Task A_base_without_markers_says_so_when_one_is_set()
    {
        var answer = await ChatAsync(await GgufAsync(), new JsonObject { ["lang"] = "German" });

        Assert.Equal("invalid_markers", (string)answer["error"]!["code"]!);
        Assert.Contains("was trained without markers", (string)answer["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lora", "4", "--lora-dropout", "0.1", "--micro-batch-tokens", "256")]
    [InlineData("--last-layers", "1", "--recompute")]
    [InlineData("--marker-encoding", "tokens")]
    public async Task A_base_is_fine_tuned_on_a_file_exported_and_chatted_with(params string[] options)
    {
        var my = _folder["my.jsonl"];
        await File.WriteAllLinesAsync(my, Enumerable.Range(0, 24).Select(i =>
            $$"""{"prompt": "What is the number of house {{i}} in our street?", "completion": "The number of the house that you ask for is {{i}}."}"""));
        var (run, model) = (_folder["run"], _folder["model"]);

        await TrainingCli.RequireAsync(["train", "--base", await GgufAsync(), "--data", my, "--minutes", "0.05", "--out", run, .. options]);
        await TrainingCli.RequireAsync("export", "--run", run, "--checkpoint", "last", "--precision", "int8", "--out", model);
        var answer = await ChatAsync(model, new JsonObject { ["lang"] = "German", ["length_tokens"] = 12 });

        Assert.Equal("German", (string)answer["markers"]!["given"]!["lang"]!);
        Assert.NotEmpty(answer["choices"]!.AsArray());
        var card = await File.ReadAllTextAsync(Path.Combine(model, "model_card.md"));
        Assert.Contains("apache-2.0", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpaca.json")]
    [InlineData("dolly.jsonl.gz")]
    [InlineData("messages.jsonl")]
    [InlineData("messages.parquet")]
    [InlineData("oasst.jsonl")]
    [InlineData("prompt-completion.csv")]
    [InlineData("question-answer.tsv")]
    [InlineData("rows.jsonl")]
    [InlineData("sharegpt.json")]
    [InlineData("trl.jsonl")]
    public async Task Data_of_any_shape_is_trained_on(string file)
    {
        new TinyCheckpoint("llama").WriteTo(_folder["base"]);

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "train", "--base", _folder["base"], "--data", Path.Combine(Shapes, file), "--steps", "1", "--out", _folder["run"]);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("10 rows", output + error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["run/checkpoint-1.safetensors"]), output);
    }

    [Fact]
    public async Task Running_text_alone_is_refused_with_what_is_wanted()
    {
        new TinyCheckpoint("llama").WriteTo(_folder["base"]);

        var (exitCode, _, error) = await TrainingCli.RunAsync(
            "train", "--base", _folder["base"], "--data", Path.Combine(Shapes, "text.jsonl.zst"), "--steps", "1", "--out", _folder["run"]);

        Assert.Equal(1, exitCode);
        Assert.Single(error.Trim().Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private async Task<string> GgufAsync()
    {
        var file = _folder["base.gguf"];
        new TinyCheckpoint("llama").WriteTo(_folder["base"]);
        await TrainingCli.RequireAsync("export", "--from", _folder["base"], "--format", "gguf", "--precision", "f32", "--out", file);
        return file;
    }

    // One question to `tm chat --model PATH`, as an OpenAI client asks it.
    private async Task<JsonNode> ChatAsync(string model, JsonObject? markers)
    {
        using var process = TrainingCli.Start("chat", "--model", model, "--port", "0", "--database", _folder["chat.db"]);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("Listening on ", StringComparison.Ordinal))
                {
                    return await AskAsync(new Uri(line["Listening on ".Length..]), markers);
                }
            }

            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<JsonNode> AskAsync(Uri server, JsonObject? markers)
    {
        using var client = new HttpClient { BaseAddress = server };
        var models = await client.GetFromJsonAsync<JsonObject>("v1/models");
        var response = await client.PostAsJsonAsync("v1/chat/completions", new JsonObject
        {
            ["model"] = (string)models!["data"]![0]!["id"]!,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "What is the capital of France?" }),
            ["max_tokens"] = 8,
            ["markers"] = markers,
        });
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
