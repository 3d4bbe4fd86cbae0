using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Conversation;
using TreasureMarkers.Data.Sources.Debian;
using TreasureMarkers.Data.Sources.IsoCodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Data.Tests.Building;

public sealed class DataBuilderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_rows_markers_are_what_its_answer_measures()
    {
        var rows = await RowsAsync(await BuildAsync("1"));
        Assert.True(rows.Count > 500, $"only {rows.Count} rows");
        Assert.All(rows, row => Assert.Empty(Wrong(row)));
    }

    [Fact]
    public async Task A_wrong_marker_is_noticed()
    {
        var row = (await RowsAsync(await BuildAsync("1"))).First(r => r.Markers.GetValueOrDefault("format") == "JSON");
        foreach (var (category, value) in new[] { ("length_tokens", "1"), ("length_sentences", "99"), ("length_paragraphs", "7"), ("length_bucket", "long"), ("format", "XML") })
        {
            var markers = new Dictionary<string, string>(row.Markers) { [category] = value };
            Assert.Equal([category], Wrong(row with { Markers = markers }));
        }
    }

    [Fact]
    public async Task Groups_never_cross_splits_and_ids_and_texts_are_unique()
    {
        var folder = await BuildAsync("1");
        var rows = await RowsAsync(folder);
        var texts = await DataFolder.ReadPretrainAsync(folder, null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var splits = rows.Select(r => (r.Group, r.Split)).Concat(texts.Select(t => (t.Group, t.Split))).Distinct().ToList();
        Assert.Equal(splits.Count, splits.Select(s => s.Group).Distinct().Count());
        Assert.Equal(["eval", "train"], splits.Select(s => s.Split).Distinct().Order());
        Assert.Equal(rows.Count, rows.Select(r => r.Id).Distinct().Count());
        Assert.Equal(rows.Count, rows.Select(r => (r.Messages[0].Content, r.Messages[1].Content)).Distinct().Count());
        Assert.All(rows, r => Assert.False(string.IsNullOrEmpty(r.Provenance.Licence) || string.IsNullOrEmpty(r.Provenance.Version)));
    }

    [Fact]
    public async Task The_same_sources_and_seed_give_the_same_bytes_and_another_seed_does_not()
    {
        var (one, two, other) = (await BuildAsync("1"), await BuildAsync("1"), await BuildAsync("2"));
        foreach (var file in (string[])[DataFolder.RowsFile, DataFolder.PretrainFile, DataFolder.ManifestFile])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(one, file)), File.ReadAllBytes(Path.Combine(two, file)));
            Assert.NotEqual(File.ReadAllBytes(Path.Combine(one, file)), File.ReadAllBytes(Path.Combine(other, file)));
        }
    }

    [Fact]
    public async Task A_source_that_fails_is_named_and_the_rest_is_built()
    {
        var notes = new List<string>();
        var options = Options("1");
        var manifest = await new DataBuilder([new FixtureSource(), new FailingSource()], options).BuildAsync(notes.Add, TestContext.Current.CancellationToken);
        Assert.Contains("gone-package", Assert.Single(manifest.Warnings), StringComparison.Ordinal);
        Assert.Contains(notes, n => n.Contains("lacks poems", StringComparison.Ordinal));
        Assert.NotEmpty(manifest.Rows);
    }

    [Fact]
    public async Task A_build_without_text_fails_and_leaves_no_folder()
    {
        var options = Options("1");
        await Assert.ThrowsAsync<DataFormatException>(() => new DataBuilder([new FailingSource()], options).BuildAsync(_ => { }, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(options.OutputFolder));
    }

    [Fact]
    public async Task A_damaged_or_missing_file_is_refused_with_its_name()
    {
        var missing = await Assert.ThrowsAsync<DataFormatException>(() => RowsAsync(_folder.FullName));
        Assert.Contains("data build", missing.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, DataFolder.RowsFile), "not gzip", TestContext.Current.CancellationToken);
        Assert.Contains(DataFolder.RowsFile, (await Assert.ThrowsAsync<DataFormatException>(() => RowsAsync(_folder.FullName))).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Wrong(DataRow row)
    {
        var answer = row.Messages[^1].Content;
        var tokens = LengthMeasure.Tokens(answer);
        (string Category, string? Measured)[] measured =
        [
            ("length_tokens", tokens.ToString()), ("length_sentences", LengthMeasure.Sentences(answer).ToString()),
            ("length_paragraphs", LengthMeasure.Paragraphs(answer).ToString()), ("length_bucket", LengthMeasure.Bucket(tokens)),
            ("format", FormatDetector.Detect(answer)),
        ];
        return measured.Where(m => row.Markers.GetValueOrDefault(m.Category) != m.Measured).Select(m => m.Category);
    }

    private BuildOptions Options(string seed) =>
        new("test", Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N")), _folder.FullName, seed, DataLanguage.All, 0.1, 650, 100_000);

    private async Task<string> BuildAsync(string seed)
    {
        var options = Options(seed);
        await new DataBuilder([new FixtureSource(), new ConversationSource()], options).BuildAsync(_ => { }, TestContext.Current.CancellationToken);
        return options.OutputFolder;
    }

    private static async Task<List<DataRow>> RowsAsync(string folder) =>
        await DataFolder.ReadRowsAsync(folder, null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    /// <summary>The real readers and renderers over the fixtures.</summary>
    private sealed class FixtureSource : IDataSource
    {
        public string Name => "fixture";

        public string Coverage => "everything";

        public IReadOnlyDictionary<string, int> RowCaps { get; } =
            new[] { new DebianIndexSource().RowCaps, new IsoCodesSource().RowCaps }.SelectMany(c => c).ToDictionary();

        public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct)
        {
            foreach (var package in DebianIndexReader.Read(Fixture.Lists, context.Languages))
            {
                foreach (var (language, description) in package.Descriptions)
                {
                    sink.Add(new TextDraft(package.Source, language, description.Body, package.Provenance(language)));
                    Add(sink, new PackageRows(package, language, context.Languages, context.Seed).All());
                }
            }

            foreach (var entry in IsoCodesReader.Read(Fixture.IsoCodes, context.Languages))
            {
                foreach (var language in entry.Names.Keys)
                {
                    Add(sink, new IsoRows(entry, language, context, "1").All());
                }
            }

            return Task.FromResult("fixtures");
        }

        private static void Add(IDataSink sink, IEnumerable<RowDraft> drafts)
        {
            foreach (var draft in drafts)
            {
                sink.Add(draft);
            }
        }
    }

    private sealed class FailingSource : IDataSource
    {
        public string Name => "gone-package";

        public string Coverage => "poems";

        public IReadOnlyDictionary<string, int> RowCaps { get; } = new Dictionary<string, int>();

        public Task<string> ReadAsync(SourceContext context, IDataSink sink, CancellationToken ct) => throw new SourceException("it is gone.");
    }
}
