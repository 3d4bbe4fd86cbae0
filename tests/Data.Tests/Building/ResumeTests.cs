using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Building;

public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_build_that_was_stopped_goes_on_after_its_last_whole_source_and_gives_the_same_bytes()
    {
        var (first, second) = (new CountingSource("first"), new CountingSource("second") { Stops = true });
        var options = Options("resumed");
        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(options, first, second));
        Assert.False(File.Exists(Path.Combine(options.OutputFolder, DataFolder.ManifestFile)));
        second.Stops = false;
        var manifest = await BuildAsync(options, first, second);
        Assert.Equal((1, 2), (first.Reads, second.Reads));
        Assert.Contains("first lacks a poem", manifest.Warnings);

        var whole = Options("whole");
        await BuildAsync(whole, new CountingSource("first"), new CountingSource("second"));
        foreach (var file in new[] { DataFolder.RowsFile, DataFolder.PretrainFile, DataFolder.ManifestFile })
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(whole.OutputFolder, file)), await File.ReadAllBytesAsync(Path.Combine(options.OutputFolder, file)));
        }
    }

    [Fact]
    public async Task A_stage_made_with_other_options_is_not_used()
    {
        var source = new CountingSource("first");
        var options = Options("changed");
        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(options, source, new CountingSource("second") { Stops = true }));
        await BuildAsync(options with { Seed = "2" }, source);
        Assert.Equal(2, source.Reads);
    }

    private BuildOptions Options(string name) =>
        new("test", _folder[name], _folder.Root, "1", DataLanguage.All, 1, 650, 100_000);

    private static Task<DataManifest> BuildAsync(BuildOptions options, params IDataSource[] sources) =>
        new DataBuilder(sources, options).BuildAsync(_ => { }, TestContext.Current.CancellationToken);

    private sealed class CountingSource(string name) : IDataSource
    {
        public int Reads { get; private set; }

        public bool Stops { get; set; }

        public string Name => name;

        public string Coverage => "everything";

        public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int> { [name] = 100 };

        public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
        {
            Reads++;
            context.Warn($"{name} lacks a poem");
            for (var i = 0; i < 60; i++)
            {
                var origin = new Provenance(name, "1", "CC0-1.0", $"{i}");
                sink.Add(new TextDraft($"{name}/{i}", "English", $"Text {i} of {name}.", origin));
                sink.Add(new RowDraft(name, $"{name}/{i}", "English", "Explanation", "Culture", null, "Human", $"What is {i}?", $"It is number {i} of {name}.", origin));
            }

            return Stops ? throw new OperationCanceledException() : Task.FromResult(name);
        }
    }
}
