using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;
using TreasureMarkers.Plugin.Functions;

namespace TreasureMarkers.Cli.Tests;

public sealed class ExportCommandTests
{
    [Theory]
    [InlineData("--run", "onnx", "int8", "model.onnx")]
    [InlineData("--from", "onnx", "int4", "model.onnx")]
    [InlineData("--from", "hf", "bf16", "model.safetensors")]
    [InlineData("--from", "gguf", "f16", ".gguf")]
    public async Task A_run_or_a_folder_is_written_in_each_format(string source, string format, string precision, string file)
    {
        using var folder = new TemporaryFolder();
        // A GGUF export is one file, the others are folders.
        var target = folder["exported"] + (file == ".gguf" ? file : "");
        var from = source == "--run" ? await TinyModel.GetRunFolderAsync() : await TinyModel.GetFolderAsync();

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "export", source, from, "--format", format, "--precision", precision, "--out", target);

        Assert.True(exitCode == 0, error);
        Assert.Contains($"Wrote '{target}'", output, StringComparison.Ordinal);
        Assert.True(File.Exists(file == ".gguf" ? target : Path.Combine(target, file)));
    }

    /// <summary>The model's tokenizer has tokens for every value that it was trained with; none of what is not offered is seen or written.</summary>
    [Fact]
    public async Task An_export_offers_the_values_it_is_told()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync(
            "export", "--from", await TinyModel.GetFolderAsync(), "--precision", "fp32", "--out", folder["few"],
            "--values", "lang=english,German", "--values", "task=Translation", "--values", "style=");

        using var client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = folder["few"], Threads = 1 });

        Assert.Equal(["English", "German"], client.Taxonomy["lang"].Values);
        Assert.False(client.Taxonomy.TryGetCategory("style", out _));
        foreach (var question in new[] { "Norway in French?", "Germany: Spanish?", "Italy, English" })
        {
            var response = await client.GetResponseAsync(question, new ChatOptions { Temperature = 1, Seed = 1, MaxOutputTokens = 40 });
            var inferred = response.GetMarkers()!.Inferred;
            Assert.All(inferred, marker => Assert.Equal(marker.Value.Value, client.Taxonomy[marker.Key].Normalize(marker.Value.Value)));
            Assert.All(inferred, marker => Assert.All(marker.Value.Top, candidate => client.Taxonomy[marker.Key].Normalize(candidate.Value)));
            Assert.DoesNotContain("</", response.Text, StringComparison.Ordinal);
        }

        var refused = await Assert.ThrowsAsync<MarkerException>(() =>
            client.GetResponseAsync("Norway?", new ChatOptions().WithMarkers(("lang", "French"))));
        Assert.Equal(["English", "German"], refused.Allowed);
        var state = new MarkerState(client.Taxonomy);
        var list = MarkerFunctions.Create(state).Single(function => function.Name == "list_markers");
        var listed = Assert.IsType<JsonElement>(await list.InvokeAsync()).GetProperty("markers");
        Assert.Equal("""["English","German"]""", listed.GetProperty("lang").GetRawText());
    }

    [Fact]
    public async Task A_list_that_nobody_asked_for_agrees_with_itself_and_is_answered()
    {
        using var client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = await TinyModel.GetFolderAsync(), Threads = 1 });
        foreach (var question in new[] { "Germany in English?", "Norway: Spanish?", "Italy, French", "Peru in German?", "What is rain?", "Tell me about Japan." })
        {
            var response = await client.GetResponseAsync(question, new ChatOptions { Temperature = 0, MaxOutputTokens = 60 });
            var markers = response.GetMarkers()!;
            Assert.NotEqual("", response.Text.Trim());
            markers.All.ThrowIfContradictory();
            Assert.True(!markers.All.TryGetValue("length_tokens", out var tokens) || int.Parse(tokens, CultureInfo.InvariantCulture) > 2, $"{question}: {markers.All}");
        }
    }

    [Theory]
    [InlineData("Give a marker and its values", "--values", "lang")]
    [InlineData("length_tokens is a number", "--values", "length_tokens=4")]
    [InlineData("names lang twice", "--values", "lang=English", "--values", "lang=German")]
    [InlineData("There is no marker 'language'. Allowed: quality", "--values", "language=English")]
    [InlineData("Allowed: one of: English, French", "--values", "lang=Klingon")]
    public async Task Values_that_cannot_be_offered_are_refused_in_one_line(string says, params string[] arguments)
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync(
            ["export", "--from", await TinyModel.GetFolderAsync(), "--out", "/tmp/unused", .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Allowed: onnx, hf, gguf, peft", "--from", "x", "--format", "pickle")]
    [InlineData("Give either --run", "--from", "x", "--run", "y")]
    [InlineData("Allowed: f32, f16, bf16, q8_0, source", "--from", "x", "--format", "gguf", "--precision", "int8")]
    public async Task Bad_input_is_one_line_that_says_what_is_allowed(string says, params string[] arguments)
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync(["export", "--out", "/tmp/unused", .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
