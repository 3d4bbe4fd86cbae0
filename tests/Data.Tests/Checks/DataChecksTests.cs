using System.Text.Json;
using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Sources.Conversation;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Data.Tests.Checks;

/// <summary>Breaks a row, or an annotator, in one way at a time and proves that exactly that is noticed.</summary>
public sealed class DataChecksTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A plain answer that is long enough to tell its language.</summary>
    private static DataRow Sample => FixtureRows.All.First(r =>
        r.Markers["lang"] == "German" && r.Markers["task"] == "Translation" && !r.Markers.ContainsKey("format") && r.Messages[^1].Content.Length > 100);

    [Fact]
    public void Real_rows_have_no_findings()
    {
        var checks = Fresh();
        Assert.True(FixtureRows.All.Count > 300, $"only {FixtureRows.All.Count} rows");
        Assert.Empty(FixtureRows.All.SelectMany(checks.Check));
    }

    [Fact]
    public async Task A_built_folder_has_no_findings_and_the_same_row_twice_is_one()
    {
        var ct = TestContext.Current.CancellationToken;
        var options = new BuildOptions("test", Path.Combine(_folder.FullName, "data"), _folder.FullName, "1", DataLanguage.All, 0.1, 650, 100_000);
        await new DataBuilder([new ConversationSource()], options).BuildAsync(_ => { }, ct);
        var quality = (await DataFolder.ReadManifestAsync(options.OutputFolder, ct)).Quality;
        Assert.NotEmpty(quality);
        Assert.Empty(await Fresh(quality).CheckAsync(options.OutputFolder, ct).ToListAsync(ct));
        var rows = await DataFolder.ReadRowsAsync(options.OutputFolder, null, ct).ToListAsync(ct);
        var lines = rows.Append(rows[0]).Select(row => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json));
        await DataFolder.WriteLinesAsync(Path.Combine(options.OutputFolder, DataFolder.RowsFile), lines, ct);
        Assert.Equal(["id"], (await Fresh(quality).CheckAsync(options.OutputFolder, ct).ToListAsync(ct)).Select(f => f.Check));
    }

    [Theory]
    [InlineData("length_tokens", "1", "length_tokens")]
    [InlineData("length_sentences", "99", "length_sentences")]
    [InlineData("length_paragraphs", "99", "length_paragraphs")]
    [InlineData("length_bucket", "long", "length_bucket")]
    [InlineData("quality", "0.01", "quality")]
    [InlineData("domain", "Gardening", "taxonomy")]
    public void A_wrong_marker_is_noticed(string category, string value, string check) =>
        Assert.Equal([check], Checks(Sample with { Markers = new Dictionary<string, string>(Sample.Markers) { [category] = value } }));

    [Theory]
    [InlineData("lang", "French")]
    [InlineData("format", "XML")]
    public void A_wrong_marker_that_quality_rests_on_is_noticed(string category, string value)
    {
        var found = Checks(Sample with { Markers = new Dictionary<string, string>(Sample.Markers) { [category] = value } });
        Assert.Contains(category, found);
        Assert.Subset(new HashSet<string> { category, "quality", "quality_bucket" }, found.ToHashSet());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    [InlineData("4")]
    public void A_row_in_a_wrong_quality_bucket_is_noticed(string bucket)
    {
        var row = FixtureRows.All.First(r => r.Markers["quality_bucket"] != bucket);
        Assert.Equal(["quality_bucket"], Checks(row with { Markers = new Dictionary<string, string>(row.Markers) { ["quality_bucket"] = bucket } }));
    }

    [Fact]
    public void A_quality_where_the_language_has_no_quartiles_is_noticed() =>
        Assert.Equal(["quality", "quality_bucket"], Fresh(new Dictionary<string, QualityThresholds>()).Check(Sample).Select(f => f.Check));

    [Theory]
    [InlineData("length_tokens")]
    [InlineData("length_bucket")]
    [InlineData("quality")]
    [InlineData("quality_bucket")]
    public void A_missing_marker_is_noticed(string category) =>
        Assert.Equal([category], Checks(Sample with { Markers = Sample.Markers.Where(m => m.Key != category).ToDictionary() }));

    [Fact]
    public void A_group_in_both_splits_is_noticed()
    {
        var other = Sample.Split == DataSplit.Train ? DataSplit.Eval : DataSplit.Train;
        Assert.Equal(["split"], Checks(Sample, Sample with { Id = "another", Split = other }));
        Assert.Equal(["split"], Checks(Sample with { Split = "test" }));
    }

    [Fact]
    public void A_running_text_whose_group_is_held_out_is_noticed()
    {
        var checks = Fresh();
        Assert.Empty(checks.Check(Sample with { Split = DataSplit.Eval }));
        var text = new PretrainRow("text", DataSplit.Train, Sample.Group, "Ein Text.", "German", Sample.Provenance);
        Assert.Equal("split", Assert.Single(checks.Check(text)).Check);
    }

    [Fact]
    public void An_id_used_twice_is_noticed() => Assert.Equal(["id"], Checks(Sample, Sample));

    [Fact]
    public void An_empty_field_of_the_provenance_is_noticed()
    {
        var origin = Sample.Provenance;
        Provenance[] emptied = [origin with { Package = "" }, origin with { Version = " " }, origin with { Licence = "" }, origin with { Record = "" }];
        Assert.All(emptied, provenance => Assert.Equal(["provenance"], Checks(Sample with { Provenance = provenance })));
    }

    [Theory]
    [InlineData("Answer in 50 words or less.")]
    public void A_length_in_words_is_noticed(string limit) => Assert.Equal(["length-limit"], Checks(Ask(limit)));

    [Theory]
    [InlineData("What does 'in other words' mean?")]
    public void Words_that_are_no_limit_are_not(string prompt) => Assert.Empty(Checks(Ask(prompt)));

    [Fact]
    public void An_address_is_noticed() => Assert.Equal(["e-mail"], Checks(Ask("Write to someone.else@mail.example.org, please.")));

    [Fact]
    public void An_annotator_that_measures_wrong_is_noticed()
    {
        // The rows are right; each wrong annotator must disagree with them somewhere.
        (string Category, Func<string, string?> Wrong)[] annotators =
        [
            ("length_tokens", text => text.Split(' ').Length.ToString()),
            ("length_sentences", text => text.Count(c => c == '.').ToString()),
            ("length_paragraphs", text => text.Count(c => c == '\n').ToString()),
            ("length_bucket", text => LengthMeasure.Bucket(text.Length)),
            ("format", text => text.StartsWith('{') ? "JSON" : null),
            ("lang", _ => "English"),
            ("quality", text => text.Length % 2 == 0 ? "0.50" : "0.60"),
            ("quality_bucket", _ => "1"),
        ];
        Assert.All(annotators, annotator =>
        {
            var checks = new DataChecks(MarkerTaxonomy.Default, row => new Dictionary<string, string?>(new RowMeasurement(FixtureRows.Quality).Of(row))
            {
                [annotator.Category] = annotator.Wrong(row.Messages[^1].Content),
            });
            Assert.Equal([annotator.Category], FixtureRows.All.SelectMany(checks.Check).Select(f => f.Check).Distinct());
        });
    }

    private static DataChecks Fresh(IReadOnlyDictionary<string, QualityThresholds>? quality = null) =>
        new(MarkerTaxonomy.Default, new RowMeasurement(quality ?? FixtureRows.Quality).Of);

    private static List<string> Checks(params DataRow[] rows)
    {
        var checks = Fresh();
        return rows.SelectMany(checks.Check).Select(f => f.Check).ToList();
    }

    private static DataRow Ask(string prompt) =>
        Sample with { Messages = [.. Sample.Messages.Take(Sample.Messages.Count - 2), new PromptMessage("user", prompt), Sample.Messages[^1]] };
}
