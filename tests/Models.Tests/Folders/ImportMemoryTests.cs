using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Models.Tests.Folders;

/// <summary>The peak of a process that imports or exports a model of 150 million weights.</summary>
public sealed class ImportMemoryTests
{
    private static readonly TinyCheckpoint Checkpoint = new("llama", Tied: true, Type: "BF16") { Hidden = 512, Intermediate = 8192, Layers = 11 };

    [Theory]
    [InlineData("import", "--precision", "fp32")]
    [InlineData("import", "--precision", "source")]
    [InlineData("export", "--format", "hf", "--precision", "fp32")]
    [InlineData("export", "--format", "gguf", "--precision", "f32")]
    public async Task No_more_than_a_fifth_beyond_what_the_loaded_model_needs(string verb, params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read where Linux says it.");
        using var folder = new TemporaryFolder();
        Checkpoint.WriteLargeTo(folder["base"]);
        var needed = 4 * Checkpoint.Tensors().Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));

        string[] arguments = [verb, .. verb == "import" ? new[] { folder["base"] } : ["--from", folder["base"]], .. options, "--out", folder["out.gguf"]];
        using var process = TrainingCli.Start(options.Contains("gguf") ? arguments : [.. arguments[..^1], folder["out"]]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Peak(process.Id));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.True(process.ExitCode == 0, await output + await error);
        TestContext.Current.SendDiagnosticMessage($"{string.Join(' ', arguments.Take(4))}: {peak / 1e6:0} MB, {peak / (double)needed:0.00} of the loaded {needed / 1e6:0} MB.");
        Assert.InRange(peak, 1, 1.2 * needed);
    }

    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }
}
