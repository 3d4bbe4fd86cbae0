using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Prompts;
using TreasureMarkers.Markers.Tokenization;
using TreasureMarkers.Tests.Shared;
using TreasureMarkers.Training.Export;
using TreasureMarkers.Training.Tests.Support;

namespace TreasureMarkers.Training.Tests.Export;

/// <summary>A model folder as what an export is made from.</summary>
public sealed class ExportSourceTests
{
    private const int DecodeSteps = 20;

    [Fact]
    public async Task An_exported_folder_is_exported_in_another_precision_with_the_weights_it_has()
    {
        using var folder = new TemporaryFolder();
        ModelFolder.Export(ExportSource.FromRun(await TinyModel.GetRunFolderAsync()), folder["int8"], WeightPrecision.Int8);
        var int8 = ExportSource.FromModelFolder(folder["int8"]);

        ModelFolder.Export(int8, folder["fp32"], WeightPrecision.Fp32);
        ModelFolder.Export(int8, folder["again"], WeightPrecision.Int8);

        var restored = ExportSource.FromModelFolder(folder["fp32"]).Weights;
        Assert.All(int8.Weights, weight => Assert.Equal(weight.Value, restored[weight.Key]));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder["int8"], ModelFolder.WeightsFile)), await File.ReadAllBytesAsync(Path.Combine(folder["again"], ModelFolder.WeightsFile)));
        Assert.Contains("32-bit floats, made from an exported folder", await File.ReadAllTextAsync(Path.Combine(folder["fp32"], "model_card.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Floats_restored_from_8_bits_have_the_8_bit_folders_logits()
    {
        using var folder = new TemporaryFolder();
        ModelFolder.Export(ExportSource.FromRun(await TinyModel.GetRunFolderAsync()), folder["int8"], WeightPrecision.Int8);
        ModelFolder.Export(ExportSource.FromModelFolder(folder["int8"]), folder["fp32"], WeightPrecision.Fp32);
        using var int8 = new GenAI(folder["int8"], 256);
        using var fp32 = new GenAI(folder["fp32"], 256);
        var prompt = new PromptLayout(ByteLevelBpeTokenizer.Load(Path.Combine(folder["int8"], "tokenizer.json")), MarkerTaxonomy.Default)
            .EncodePrompt([new PromptMessage("user", "Germany in French?")], MarkerSet.Empty(MarkerTaxonomy.Default));

        var (wanted, got) = (int8.Append(prompt), fp32.Append(prompt));
        var largest = 0f;
        for (var step = 0; step <= DecodeSteps; step++)
        {
            largest = Math.Max(largest, NanoModel.LargestDifference(wanted, got));
            var next = Array.IndexOf(wanted, wanted.Max());
            (wanted, got) = (int8.Append(next), fp32.Append(next));
        }

        TestContext.Current.SendDiagnosticMessage($"Logits of floats restored from 8 bits differ by at most {largest}.");
        Assert.InRange(largest, 0, 1e-3f);
    }

    [Fact]
    public async Task A_folder_is_not_replaced_by_what_is_made_from_it()
    {
        using var folder = new TemporaryFolder();
        ModelFolder.Export(ExportSource.FromRun(await TinyModel.GetRunFolderAsync()), folder["model"], WeightPrecision.Int8);

        var error = Assert.Throws<TrainingException>(() => ModelFolder.Export(ExportSource.FromModelFolder(folder["model"]), folder["model"] + "/", WeightPrecision.Int4));

        Assert.Contains("another --out", error.Message, StringComparison.Ordinal);
    }
}
