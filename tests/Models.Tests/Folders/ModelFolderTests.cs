using System.Text.Json.Nodes;
using TorchSharp;
using TreasureMarkers.Data;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Models.Tests.Folders;

public sealed class ModelFolderTests
{
    private const int DecodeSteps = 20;

    [Fact]
    public async Task The_runtime_computes_the_logits_that_training_does()
    {
        using var model = Load(await TinyModel.GetRunFolderAsync());
        using var served = new GenAI(await TinyModel.GetFolderAsync(), 256);
        var tokens = Prompt(await TinyModel.GetFolderAsync(), "Germany in French?").ToList();

        var logits = served.Append([.. tokens]);
        for (var step = 0; step <= DecodeSteps; step++)
        {
            Assert.InRange(NanoModel.LargestDifference(LastLogits(model, tokens), logits), 0, 1e-4f);
            var next = IndexOfLargest(logits);
            tokens.Add(next);
            logits = served.Append(next);
        }
    }

    [Fact]
    public async Task A_prompt_given_in_pieces_has_the_same_last_logits()
    {
        var folder = await TinyModel.GetFolderAsync();
        var tokens = Prompt(folder, "Japan, Spanish");
        using var whole = new GenAI(folder, 128);
        using var pieces = new GenAI(folder, 128);

        var wanted = whole.Append(tokens);
        _ = pieces.Append(tokens[..3]);
        var got = pieces.Append(tokens[3..]);

        Assert.InRange(NanoModel.LargestDifference(wanted, got), 0, 1e-4f);
    }

    [Theory]
    [InlineData(WeightPrecision.Int8, 0.8)]
    [InlineData(WeightPrecision.Int4, 0.6)]
    public async Task Quantised_models_mostly_write_the_same(WeightPrecision precision, double share)
    {
        using var folder = new TemporaryFolder();
        ModelExport.ToModelFolder(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["model"], precision);
        var heldOut = await DataFolder.ReadRowsAsync(await TinyModel.GetDataFolderAsync(), DataSplit.Eval, CancellationToken.None).ToListAsync();

        var same = 0;
        foreach (var row in heldOut)
        {
            var prompt = Prompt(folder["model"], row.Messages[0].Content);
            var (wanted, got) = (Greedy(await TinyModel.GetFolderAsync(), prompt), Greedy(folder["model"], prompt));
            same += wanted.Zip(got, (a, b) => a == b ? 1 : 0).Sum();
        }

        var agreement = same / (double)(heldOut.Count * DecodeSteps);
        TestContext.Current.SendDiagnosticMessage(
            $"{precision}: {agreement:0.0%} of greedy tokens agree with fp32 over {heldOut.Count} prompts.");
        Assert.InRange(agreement, share, 1);
    }

    [Fact]
    public async Task The_folder_is_complete_and_its_card_has_the_runs_figures()
    {
        var folder = await TinyModel.GetFolderAsync();

        Assert.Equal(
            [
                "chat_template.jinja", "genai_config.json", "model.onnx", "model.onnx.data", "model_card.md", "taxonomy.json",
                "tokenizer.json", "tokenizer_config.json", "training.json",
            ],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "training.json")))!;
        var card = await File.ReadAllTextAsync(Path.Combine(folder, "model_card.md"));
        Assert.Contains($"| steps | {report["step"]} |", card, StringComparison.Ordinal);
        Assert.Contains($"{(double)report["losses"]!["fineTuningEval"]!:0.000}", card, StringComparison.Ordinal);
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "genai_config.json")))!;
        Assert.Equal(2048, (int)config["model"]!["context_length"]!);
    }

    [Fact]
    public async Task An_export_replaces_an_older_one_but_no_other_folder()
    {
        using var folder = new TemporaryFolder();
        var run = RunExport.FromRun(await TinyModel.GetRunFolderAsync());
        ModelExport.ToModelFolder(run, folder["model"], WeightPrecision.Int4);
        var small = new FileInfo(Path.Combine(folder["model"], ModelFiles.GraphData)).Length;

        ModelExport.ToModelFolder(run, folder["model"], WeightPrecision.Fp32);

        Assert.True(new FileInfo(Path.Combine(folder["model"], ModelFiles.GraphData)).Length > small);
        Directory.CreateDirectory(folder["mine"]);
        await File.WriteAllTextAsync(Path.Combine(folder["mine"], "thesis.txt"), "years of work");
        Assert.Throws<ModelException>(() => ModelExport.ToModelFolder(run, folder["mine"], WeightPrecision.Fp32));
        Assert.True(File.Exists(Path.Combine(folder["mine"], "thesis.txt")));
        Assert.Equal(2, Directory.GetDirectories(folder.Root).Length);
    }

    private static Decoder Load(string run)
    {
        var checkpoint = Checkpoint.Load(run);
        return new Decoder(checkpoint.State.Config.Model, new MemoryWeights(checkpoint.Weights), MatrixPrecision.Fp32, torch.CPU);
    }

    private static int[] Prompt(string folder, string text) =>
        new PromptLayout(BpeTokenizer.Load(Path.Combine(folder, "tokenizer.json")), MarkerTaxonomy.Default)
            .EncodePrompt([new PromptMessage("user", text)], MarkerSet.Empty(MarkerTaxonomy.Default));

    private static float[] LastLogits(Decoder model, List<int> tokens) =>
        NanoModel.Logits(model, [.. tokens.Select(token => (long)token)], tokens.Count)[^model.Shape.VocabSize..];

    private static List<int> Greedy(string folder, int[] prompt)
    {
        using var model = new GenAI(folder, 256);
        var written = new List<int> { IndexOfLargest(model.Append(prompt)) };
        while (written.Count < DecodeSteps)
        {
            written.Add(IndexOfLargest(model.Append(written[^1])));
        }

        return written;
    }

    private static int IndexOfLargest(float[] values) => Array.IndexOf(values, values.Max());
}
