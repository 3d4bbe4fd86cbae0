using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Packages.Tests;

public sealed class SampleTests
{
    [Theory]
    [InlineData("AgentFramework", "German:", "inferred ", "Nothing set: ")]
    [InlineData("SemanticKernel", "German, concise:", "inferred ", "measured ", "French, by the plugin, streamed:")]
    public async Task A_sample_answers_under_its_markers(string name, params string[] said)
    {
        var program = Path.Combine(
            Packages.Repository, "samples", name, "bin", Packages.Configuration, "net10.0", $"TreasureMarkers.Samples.{name}.dll");
        var output = await Packages.DotnetAsync(Packages.Repository, program, DefaultModel.Folder);
        Assert.All(said, text => Assert.Contains(text, output, StringComparison.Ordinal));
    }
}
