using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Markers;
using TreasureMarkers.Models.Folders;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tests.Support;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Models.Weights;
using TreasureMarkers.Training;

namespace TreasureMarkers.Models.Tests.Folders;

/// <summary>A model folder as what an export is made from.</summary>
public sealed class ModelSourceTests
{
    private const int DecodeSteps = 20;

    [Fact]
    public async Task An_exported_folder_is_exported_in_another_precision_with_the_weights_it_has()
    {
        using var folder = new TemporaryFolder();
        ModelExport.ToModelFolder(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["int8"], WeightPrecision.Int8);
        var int8 = ModelSource.Open(folder["int8"]);

        ModelExport.ToModelFolder(int8, folder["fp32"], WeightPrecision.Fp32);
        ModelExport.ToModelFolder(int8, folder["again"], WeightPrecision.Int8);

        var restored = ModelSource.Open(folder["fp32"]).Weights;
        Assert.All(
            LlamaTensors.Of(int8.Config), tensor => Assert.Equal(int8.Weights.Read(tensor.Name), restored.Read(tensor.Name)));
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(folder["int8"], ModelFiles.GraphData)),
            await File.ReadAllBytesAsync(Path.Combine(folder["again"], ModelFiles.GraphData)));
        var card = await File.ReadAllTextAsync(Path.Combine(folder["fp32"], "model_card.md"));
        Assert.Contains("32-bit floats, made from an exported folder", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Floats_restored_from_8_bits_have_the_8_bit_folders_logits_but_for_its_rounded_activations()
    {
        using var folder = new TemporaryFolder();
        ModelExport.ToModelFolder(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["int8"], WeightPrecision.Int8);
        ModelExport.ToModelFolder(ModelSource.Open(folder["int8"]), folder["fp32"], WeightPrecision.Fp32);
        var layout = new PromptLayout(BpeTokenizer.Load(Path.Combine(folder["int8"], "tokenizer.json")), MarkerTaxonomy.Default);
        var prompt = layout.EncodePrompt([new PromptMessage("user", "Germany in French?")], MarkerSet.Empty(MarkerTaxonomy.Default));
        var served = GreedyText.Write(folder["int8"], prompt, DecodeSteps);

        var activations = Largest(served.Logits, Logits(folder["fp32"], prompt, served.Tokens));

        TestContext.Current.SendDiagnosticMessage($"Floats restored from 8 bits: logits differ from those of rounded activations by at most {activations}.");
        Assert.InRange(activations, 1e-6f, 0.3f);
    }

    [Fact]
    public async Task Calibration_changes_the_weights_and_not_the_model_and_is_done_once()
    {
        using var folder = new TemporaryFolder();
        using var run = RunExport.FromRun(await TinyModel.GetRunFolderAsync());

        var smooth = Calibration.Smooth(run, CancellationToken.None);
        ModelExport.ToModelFolder(smooth, folder["smooth"], WeightPrecision.Fp32);
        ModelExport.ToModelFolder(smooth, folder["int8"], WeightPrecision.Int8);

        Assert.NotEqual(run.Weights.Read(LlamaTensors.Down(0)), smooth.Weights.Read(LlamaTensors.Down(0)));
        var layout = new PromptLayout(run.Tokenizer, MarkerTaxonomy.Default);
        var prompt = layout.EncodePrompt([new PromptMessage("user", "Germany in French?")], MarkerSet.Empty(MarkerTaxonomy.Default));
        var exact = GreedyText.Write(await TinyModel.GetFolderAsync(), prompt, DecodeSteps);
        Assert.InRange(Largest(exact.Logits, Logits(folder["smooth"], prompt, exact.Tokens)), 0, 1e-3f);
        using var exported = ModelSource.Open(folder["int8"]);
        Assert.Same(exported, Calibration.Smooth(exported, CancellationToken.None));
    }

    [Fact]
    public async Task A_folder_is_not_replaced_by_what_is_made_from_it()
    {
        using var folder = new TemporaryFolder();
        ModelExport.ToModelFolder(RunExport.FromRun(await TinyModel.GetRunFolderAsync()), folder["model"], WeightPrecision.Int8);

        var source = ModelSource.Open(folder["model"]);
        var error = Assert.Throws<ModelException>(() => ModelExport.ToModelFolder(source, folder["model"] + "/", WeightPrecision.Int4));

        Assert.Contains("another --out", error.Message, StringComparison.Ordinal);
    }

    private static float[][] Logits(string folder, int[] prompt, int[] tokens)
    {
        using var model = new GenAI(folder, 256);
        return [model.Append(prompt), .. tokens.SkipLast(1).Select(token => model.Append(token))];
    }

    private static float Largest(float[][] left, float[][] right) => left.Zip(right, NanoModel.LargestDifference).Max();
}
