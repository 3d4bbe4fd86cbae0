using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

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
