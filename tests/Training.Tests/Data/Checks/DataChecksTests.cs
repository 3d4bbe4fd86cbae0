using System.Text.Json;
using TreasureMarkers.Markers;
using TreasureMarkers.Markers.Measurement;
using TreasureMarkers.Training.Data;
using TreasureMarkers.Training.Data.Building;
using TreasureMarkers.Training.Data.Checks;
using TreasureMarkers.Training.Data.Sources.Conversation;

namespace TreasureMarkers.Training.Tests.Data.Checks;

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
        var checks = new DataChecks(MarkerTaxonomy.Default, RowMeasurement.Of);
        Assert.True(FixtureRows.All.Count > 300, $"only {FixtureRows.All.Count} rows");
        Assert.Empty(FixtureRows.All.SelectMany(checks.Check));
    }

    [Fact]
    public async Task A_built_folder_has_no_findings_and_the_same_row_twice_is_one()
    {
        var ct = TestContext.Current.CancellationToken;
        var options = new BuildOptions("test", Path.Combine(_folder.FullName, "data"), _folder.FullName, "1", DataLanguage.All, 0.1, 650, 100_000);
        await new DataBuilder([new ConversationSource()], options).BuildAsync(_ => { }, ct);
        Assert.Empty(await Fresh().CheckAsync(options.OutputFolder, ct).ToListAsync(ct));
        var rows = await DataFolder.ReadRowsAsync(options.OutputFolder, null, ct).ToListAsync(ct);
        var lines = rows.Append(rows[0]).Select(row => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(row, DataFolder.Json));
        await DataWriter.WriteLinesAsync(Path.Combine(options.OutputFolder, DataFolder.RowsFile), lines, ct);
        Assert.Equal(["id"], (await Fresh().CheckAsync(options.OutputFolder, ct).ToListAsync(ct)).Select(f => f.Check));
    }

    [Theory]
    [InlineData("length_tokens", "1", "length_tokens")]
    [InlineData("length_sentences", "99", "length_sentences")]
    [InlineData("length_paragraphs", "99", "length_paragraphs")]
    [InlineData("length_bucket", "long", "length_bucket")]
    [InlineData("format", "XML", "format")]
    [InlineData("lang", "French", "lang")]
    [InlineData("domain", "Gardening", "taxonomy")]
    public void A_wrong_marker_is_noticed(string category, string value, string check) =>
        Assert.Equal([check], Checks(Sample with { Markers = new Dictionary<string, string>(Sample.Markers) { [category] = value } }));

    [Theory]
    [InlineData("length_tokens")]
    [InlineData("length_bucket")]
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
    [InlineData("Summarize this in two sentences.")]
    [InlineData("Antworte in höchstens 30 Wörtern.")]
    [InlineData("Réponds en 20 mots ou moins.")]
    [InlineData("Responde en dos frases.")]
    [InlineData("Rispondi in 40 parole o meno.")]
    [InlineData("Ответь не более 30 слов.")]
    [InlineData("Odpowiedz w 20 słowach.")]
    [InlineData("50文字以内で答えてください。")]
    [InlineData("请用50个字以内回答。")]
    [InlineData("30단어 이내로 답하세요.")]
    public void A_length_in_words_is_noticed(string limit) => Assert.Equal(["length-limit"], Checks(Ask(limit)));

    [Theory]
    [InlineData("What does 'in other words' mean?")]
    [InlineData("The dictionary has 100000 words. What is it called?")]
    [InlineData("Nenne zwei Länder in Afrika.")]
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
        ];
        Assert.All(annotators, annotator =>
        {
            var checks = new DataChecks(MarkerTaxonomy.Default, row => new Dictionary<string, string?>(RowMeasurement.Of(row))
            {
                [annotator.Category] = annotator.Wrong(row.Messages[^1].Content),
            });
            Assert.Equal([annotator.Category], FixtureRows.All.SelectMany(checks.Check).Select(f => f.Check).Distinct());
        });
    }

    private static DataChecks Fresh() => new(MarkerTaxonomy.Default, RowMeasurement.Of);

    private static List<string> Checks(params DataRow[] rows)
    {
        var checks = Fresh();
        return rows.SelectMany(checks.Check).Select(f => f.Check).ToList();
    }

    private static DataRow Ask(string prompt) =>
        Sample with { Messages = [.. Sample.Messages.Take(Sample.Messages.Count - 2), new RowMessage("user", prompt), Sample.Messages[^1]] };
}
