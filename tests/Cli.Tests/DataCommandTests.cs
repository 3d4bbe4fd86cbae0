using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using TreasureMarkers.Data;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class DataCommandTests
{
    private static readonly string[] Sources = ["iso-codes", "conversation", "bible", "gnome-help", "debian-handbook"];

    [Fact]
    public async Task A_build_killed_twice_goes_on_after_its_last_whole_source_and_gives_the_same_bytes()
    {
        using var registry = await LocalRegistry.CreateAsync();
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync(Arguments(registry, folder["whole"]));
        foreach (var source in (string[])["iso-codes", "gnome-help"])
        {
            using var process = TrainingCli.Start(Arguments(registry, folder["killed"]));
            await UntilStagedAsync(folder["killed"], source, process);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.False(File.Exists(Path.Combine(folder["killed"], DataFolder.ManifestFile)), "the build was done before it could be killed");
        }

        var (exitCode, output, error) = await TrainingCli.RunAsync(Arguments(registry, folder["killed"]));
        Assert.True(exitCode == 0, error);
        Assert.Contains("gnome-help: kept from the build that was stopped", output + error, StringComparison.Ordinal);
        Assert.Equal(Files(folder["whole"]), Files(folder["killed"]));
        Assert.All(Files(folder["whole"]), file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["whole"], file)), File.ReadAllBytes(Path.Combine(folder["killed"], file))));
    }

    [Fact]
    public async Task A_built_folder_passes_the_check_and_a_damaged_manifest_is_named()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync("data", "build", "--source", "conversation", "--cache", folder["cache"], "--out", folder["data"]);
        await TrainingCli.RequireAsync("data", "check", "--data", folder["data"]);

        await File.WriteAllTextAsync(Path.Combine(folder["data"], DataFolder.ManifestFile), "{}", TestContext.Current.CancellationToken);
        var (exitCode, _, error) = await TrainingCli.RunAsync("data", "check", "--data", folder["data"]);
        Assert.Equal(1, exitCode);
        Assert.Contains(DataFolder.ManifestFile, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_is_given_rows_by_people_without_what_is_excluded()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["files"]);
        string[] lines =
        [
            """{"category": "geography", "question": "What is the capital of Poland?", "answer": "Warsaw", "options": ["Lublin", "Warsaw"]}""",
            """{"category": "geography", "question": "What is the capital of Spain?", "answer": "Madrid", "options": ["Madrid", "Toledo"]}""",
        ];
        await using (var gzip = new GZipStream(File.Create(folder["files/open-trivia-qa.jsonl.gz"]), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(
            folder["list.jsonl"], """{"question": "What is the capital of Spain?", "answers": ["Madrid"]}""", TestContext.Current.CancellationToken);
        await TrainingCli.RequireAsync(
            "data", "build", "--profile", "base", "--source", "trivia", "--source", "everyday", "--sources", folder["files"], "--exclude", folder["list.jsonl"],
            "--cache", folder["cache"], "--out", folder["data"]);
        var rows = await DataFolder.ReadRowsAsync(folder["data"], null, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Contains(rows, r => r.Messages[^1].Content == "The capital of Poland is Warsaw.");
        Assert.DoesNotContain(rows, r => r.Messages[0].Content.Contains("Spain", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.Markers["lang"] == "German" && r.Required is ["lang"]);
    }

    [Fact]
    public async Task A_folder_is_exported_sampled_counted_and_checked()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync(
            "data", "build", "--source", "conversation", "--cache", folder["cache"], "--out", folder["data"], "--seed", "2",
            "--export", "trl", "--dropout", "0_50");
        Assert.True(File.Exists(Path.Combine(folder["data"], "trl", "train.jsonl")));

        await TrainingCli.RequireAsync("data", "sample", "--data", folder["data"], "--out", folder["half"], "--share", "0.5");
        await TrainingCli.RequireAsync("data", "check", "--data", folder["half"]);
        var (_, output, _) = await TrainingCli.RunAsync(
            "data", "stats", "--data", folder["half"], "--html", folder["page.html"], "--export", "trl", "--dropout", "70_50");
        Assert.Contains("length_bucket", output, StringComparison.Ordinal);
        Assert.StartsWith("<!", await File.ReadAllTextAsync(folder["page.html"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var (rows, half) = (await RowsAsync(folder["data"]), await RowsAsync(folder["half"]));
        Assert.InRange(half, 0.3 * rows, 0.7 * rows);
        Assert.True(File.Exists(Path.Combine(folder["half"], "trl", "eval.jsonl")));
    }

    [Fact]
    public async Task Own_files_are_imported_counted_checked_and_sampled()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder["my.jsonl"], [.. AnnotationFiles.Pairs(40), "no row", AnnotationFiles.Pairs(1)[0]]);
        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "data", "import", folder["my.jsonl"], "--out", folder["data"], "--lang", "English", "--eval-share", "0.2", "--context", "30", "--licence", "CC0-1.0");
        Assert.True(exitCode == 0, error);
        Assert.All(
            (string[])["42 records: 41 as prompt and completion; 1 rejected; 1 there already", "my.jsonl:41: not valid JSON", "duplicates: 1",
                "of the rows are longer than 30 tokens by estimate (none is cut", "32 training rows, 8 evaluation rows", "tm train --data"],
            part => Assert.Contains(part, output, StringComparison.Ordinal));
        await TrainingCli.RequireAsync("data", "check", "--data", folder["data"]);
        await TrainingCli.RequireAsync("data", "sample", "--data", folder["data"], "--out", folder["part"], "--share", "0.9");
        (_, output, _) = await TrainingCli.RunAsync("data", "stats", "--data", folder["part"]);
        Assert.Contains("English", output, StringComparison.Ordinal);
        Assert.Contains("CC0-1.0", await File.ReadAllTextAsync(Path.Combine(folder["part"], "stats.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        (exitCode, _, error) = await TrainingCli.RunAsync("data", "import", folder["my.jsonl"], "--out", folder["data"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("--force to replace it", error, StringComparison.Ordinal);
        await TrainingCli.RequireAsync(
            "data", "import", folder["my.jsonl"], "--out", folder["data"], "--force", "--no-markers", "--map", "prompt=prompt,completion=completion");
        Assert.All(await DataFolder.ReadRowsAsync(folder["data"], null, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken), row => Assert.Empty(row.Markers));
    }

    [Fact]
    public async Task A_model_is_asked_while_importing()
    {
        using var fake = new FakeLlm(FakeReply.Right);
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder["my.jsonl"], AnnotationFiles.Pairs(5));
        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "data", "import", folder["my.jsonl"], "--out", folder["data"], "--llm", fake.Url.AbsoluteUri, "--model", "m", "--parallel", "2",
            "--requests-per-minute", "6000");
        Assert.True(exitCode == 0, error);
        Assert.Contains("domain", output, StringComparison.Ordinal);
        Assert.Equal(1 + (2 * 5), fake.Requests.Count);
    }

    /// <summary>What each verb says of a path that is no data folder: one line, with the path as it was given and no other.</summary>
    [Theory]
    [InlineData("stats", "foreign", "has no rows.jsonl.gz")]
    [InlineData("check", "foreign", "tm data import FILE")]
    [InlineData("stats", "foreign/my.jsonl", "is a file")]
    [InlineData("check", "nowhere", "does not exist")]
    [InlineData("stats", "other-rows", "is not what `tm data` writes")]
    [InlineData("check", "other-rows", "rows.jsonl.gz' line 1")]
    [InlineData("stats", "cut", "is damaged near line 1")]
    [InlineData("check", "unfinished", "has no manifest.json")]
    public async Task What_is_no_data_folder_is_one_line(string verb, string path, string says)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["foreign", "other-rows", "cut", "unfinished"])
        {
            Directory.CreateDirectory(folder[name]);
        }

        var ct = TestContext.Current.CancellationToken;
        await File.WriteAllLinesAsync(folder["foreign/my.jsonl"], AnnotationFiles.Pairs(1), ct);
        foreach (var name in (string[])["other-rows", "unfinished"])
        {
            await DataFolder.WriteLinesAsync(folder[$"{name}/rows.jsonl.gz"], [System.Text.Encoding.UTF8.GetBytes(AnnotationFiles.Pairs(1)[0])], ct);
        }

        await File.WriteAllTextAsync(
            folder["other-rows/manifest.json"], """{"profile":"x","seed":"1","sources":{},"warnings":[],"rows":{},"values":{},"languageByTask":{},"textBytes":{},"quality":{},"duplicates":{"rows":0,"rowsAcrossSplits":0,"texts":0,"textsAcrossSplits":0}}""", ct);
        await File.WriteAllBytesAsync(folder["cut/rows.jsonl.gz"], (await File.ReadAllBytesAsync(folder["other-rows/rows.jsonl.gz"], ct))[..40], ct);

        using var process = System.Diagnostics.Process.Start(WithFolder(TrainingCli.StartInfo("data", verb, "--data", path), folder.Root))!;
        var error = process.StandardError.ReadToEndAsync(ct);
        _ = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        Assert.Equal(1, process.ExitCode);
        var line = Assert.Single((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.Contains($"'{path}", line, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Root, line, StringComparison.Ordinal);
    }

    private static ProcessStartInfo WithFolder(ProcessStartInfo start, string folder)
    {
        start.WorkingDirectory = folder;
        return start;
    }

    [Theory]
    [InlineData("language-identifier")]
    [InlineData("fluency-model")]
    [Trait("Length", "long")]
    public async Task A_model_to_embed_is_learned_from_the_registrys_texts_and_measured(string verb)
    {
        await TinyProfileTests.SkipWithoutRegistryAsync();
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "data", verb, "--cache", DataCommand.DefaultCache, "--out", folder["model.bin"]);
        Assert.True(exitCode == 0, error);
        Assert.Contains("German", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["model.bin"]));
    }

    [Fact]
    public async Task A_model_of_tasks_and_domains_is_learned_from_labels_and_measured()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["labels"]);
        Directory.CreateDirectory(folder["texts"]);
        var poems = Enumerable.Range(0, 30).Select(i =>
            $$"""{"prompt": "Write a poem about river {{(char)('a' + i % 26)}}{{i}}", "task": "CreativeWriting", "domain": "Culture"}""");
        var sums = Enumerable.Range(0, 30).Select(i => $$"""{"prompt": "What is {{i}} plus 7?", "task": "Reasoning", "domain": "Math"}""");
        await File.WriteAllLinesAsync(folder["labels/training.jsonl"], [.. poems, .. sums], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            folder["labels/prompts.jsonl"], """{"file": "set.jsonl", "record": 0, "task": "Reasoning", "domain": "Math"}""",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["labels/lexicon.json"], """{"Math": "sum plus"}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            folder["texts/set.jsonl"], """{"instruction": "What is 90 plus 7?"}""", TestContext.Current.CancellationToken);
        foreach (var (file, record) in new[]
        {
            ("open-trivia-qa.jsonl.gz", """{"category": "music", "question": "Who sang it?"}"""),
            ("p3-sample.jsonl.gz", """{"template": "trec_trec1", "prompt": "Which category?"}"""),
            ("gsm8k-train.jsonl.gz", """{"question": "How many are left?"}"""),
            ("instructions.jsonl.gz", """{"instruction": "Write a program that adds."}"""),
        })
        {
            await using var gzip = new System.IO.Compression.GZipStream(
                File.Create(folder["texts/" + file]), System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes(record), TestContext.Current.CancellationToken);
        }

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "data", "prompt-labels", "--labels", folder["labels"], "--sources", folder["texts"], "--evaluation", folder["texts"],
            "--out", folder["model.bin"]);
        Assert.True(exitCode == 0, error);
        Assert.Contains("domain, prompts.jsonl", output, StringComparison.Ordinal);
        Assert.Contains("100.0%", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["model.bin"]));
    }

    [Fact]
    public async Task Models_of_style_are_learned_from_texts_and_measured()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["texts"]);
        await using (var gzip = new System.IO.Compression.GZipStream(
            File.Create(folder["texts/p3-sample.jsonl.gz"]), System.IO.Compression.CompressionLevel.Fastest))
        await using (var writer = new StreamWriter(gzip))
        {
            foreach (var i in Enumerable.Range(0, 40))
            {
                var formal = $"The administration of district {i} was established by the government, " + string.Concat(
                    Enumerable.Repeat("and its organisation is determined by the legislation of the province. ", 3));
                var informal = $"I can't wait for day {i}! You're really gonna love it, " + string.Concat(
                    Enumerable.Repeat("it's so much fun and we'll have a great time, won't we? ", 4));
                foreach (var (template, text) in new[] { ("quoref_x", formal), ("adversarial_qa_x", formal), ("dream_x", informal), ("cosmos_qa_x", informal) })
                {
                    await writer.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(new { template, prompt = text }));
                }
            }
        }

        var (exitCode, output, error) = await TrainingCli.RunAsync("data", "style-models", "--sources", folder["texts"], "--out", folder["models"]);
        Assert.True(exitCode == 0, error);
        Assert.Contains("100.0%", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["models/style-filter.json"]));
        Assert.True(File.Exists(folder["models/style-classifier.bin"]));
    }

    [Theory]
    [InlineData("'tiny'", "build", "--out", "unused", "--profile", "huge")]
    [InlineData("'conversation'", "build", "--out", "unused", "--source", "nowhere")]
    [InlineData("--share must be above 0 and at most 1", "sample", "--data", "x", "--out", "y", "--share", "2")]
    [InlineData("--eval-share must be from 0 to 0.5", "import", "x", "--out", "y", "--eval-share", "0.7")]
    [InlineData("--context must be at least 1", "import", "x", "--out", "y", "--context", "0")]
    [InlineData("'much'", "import", "x", "--out", "y", "--context", "much")]
    [InlineData("--map 'a' is not allowed. Allowed: prompt=FIELD", "import", "x", "--out", "y", "--map", "a")]
    [InlineData("'nowhere/*.csv' matches no file", "import", "nowhere/*.csv", "--out", "unused")]
    [InlineData("--llm and --model go together", "import", "x", "--out", "y", "--model", "m")]
    public async Task Bad_input_says_what_is_allowed(string says, params string[] arguments)
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync(["data", .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private static async Task<int> RowsAsync(string folder) =>
        await DataFolder.ReadRowsAsync(folder, null, TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken);

    private static string[] Arguments(LocalRegistry registry, string output) =>
        ["data", "build", "--profile", "full", "--cache", registry.Cache, "--out", output, .. Sources.SelectMany(s => new[] { "--source", s })];

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    private static async Task UntilStagedAsync(string folder, string source, Process process)
    {
        while (!process.HasExited && !File.Exists(Path.Combine(folder, ".building", source + ".json")))
        {
            await Task.Delay(2);
        }
    }
}
