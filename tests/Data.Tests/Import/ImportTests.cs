using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private readonly ImportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Broken_rows_are_put_aside_with_file_line_and_reason_and_the_others_are_imported()
    {
        var lines = _files.Write("a.jsonl", AnnotationFiles.Pair("What?", "This."), "", "{\"prompt\":", "[1]", AnnotationFiles.Pair("Who?", " "),
            """{"prompt":"a","completion":"b","markers":{"format":"YAML"}}""", """{"prompt":"a","completion":"b","split":"half"}""");
        var table = _files.Write("b.csv", "prompt,completion", "When?,\"Now, or", "later\"", "too,many,fields", "Where?,Here");
        var report = await _files.ImportAsync(lines, table);

        Assert.Equal(["a.jsonl:3", "a.jsonl:4", "a.jsonl:5", "a.jsonl:6", "a.jsonl:7", "b.csv:4"], _files.Rejects().Select(reject => reject.Place));
        Assert.Equal(
            ["not valid JSON", "a JSON object", "the answer is", "Marker 'format", "split 'half' i", "3 fields, wher"],
            _files.Rejects().Select(reject => reject.Reason[..14].TrimEnd()));
        Assert.Equal(["Here", "Now, or\nlater", "This."], (await _files.RowsAsync()).Select(row => row.Messages[^1].Content).Order(StringComparer.Ordinal));
        Assert.Equal((9, 6), (report.Manifest.Import!.Records, report.Manifest.Import.Rejects));
    }

    [Fact]
    public async Task What_a_row_requires_is_taken_over_and_an_unknown_category_is_refused()
    {
        const string Row = """{"prompt":"PROMPT","completion":"One.","markers":{"length_sentences":1},"required":REQUIRED}""";
        string Line(string prompt, string required) => Row.Replace("PROMPT", prompt, StringComparison.Ordinal).Replace("REQUIRED", required, StringComparison.Ordinal);
        await _files.ImportAsync(_files.Write("a.jsonl", Line("a", """["length_sentences"]"""), Line("b", "null"), Line("c", """["size"]"""), Line("d", "1")));

        // A data folder's own rows are imported again as they are.
        var again = _files.Write("b.jsonl", [.. (await _files.RowsAsync()).Select(row => JsonSerializer.Serialize(row, DataFolder.Json))]);
        await _files.ImportAsync(again);

        Assert.Equal([("a", "length_sentences"), ("b", null)],
            (await _files.RowsAsync()).Select(row => (row.Messages[0].Content, row.Required?.Single())).OrderBy(row => row.Content));
    }

    [Theory]
    [InlineData("""["size"]""", "'required' must be a list of marker categories, and 'size' is none. Allowed: quality, ")]
    [InlineData("1", "'required' must be a list of marker categories. Allowed: quality, ")]
    public async Task What_a_row_may_require_is_said(string required, string says)
    {
        _files.Write("a.jsonl", AnnotationFiles.Pair("What?", "This."), $$"""{"prompt":"a","completion":"b","required":{{required}}}""");
        await _files.ImportAsync(_files["a.jsonl"]);

        Assert.StartsWith(says, Assert.Single(_files.Rejects()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_Zstandard_and_plain_files_found_by_a_glob_hold_the_same()
    {
        string[] rows = [.. Enumerable.Range(0, 30).Select(i => AnnotationFiles.Pair($"Question number {i} about thing {i * i}?", $"Answer {i}."))];
        var text = string.Join('\n', rows);
        _files.Write("in/plain.jsonl", rows);
        await using (var gzip = new GZipStream(File.Create(_files["in/deep.jsonl.gz"]), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        }

        Directory.CreateDirectory(_files["in/below"]);
        await using (var zstd = new ZstdSharp.CompressionStream(File.Create(_files["in/below/z.json.zst"]), leaveOpen: false))
        {
            await zstd.WriteAsync(Encoding.UTF8.GetBytes($"[{string.Join(",\n", rows)}]"), TestContext.Current.CancellationToken);
        }

        _files.Write("in/notes.md", "not data");
        foreach (var (glob, count) in new[] { ("in/**/*", 3), ("in/*.jsonl*", 2), ("in/?lain.jsonl", 1), ("in", 3) })
        {
            var report = await _files.ImportAsync(_files[glob]);
            Assert.Equal((count, 30 * count), (report.Files.Count, report.Manifest.Import!.Records));
            Assert.Equal(30, (await _files.RowsAsync()).Count);
            Assert.Equal(30 * (count - 1), report.Manifest.Duplicates.Rows);
        }
    }

    [Theory]
    [InlineData("none.jsonl", "does not exist. Give a file (.jsonl")]
    [InlineData("no*ne.jsonl", "matches no file that can be read")]
    [InlineData("notes.md", "of a kind that cannot be read. Allowed: .jsonl")]
    [InlineData("empty", "has no file that can be read")]
    [InlineData("blank.jsonl", "have no records")]
    [InlineData("cut.jsonl.gz", "is damaged")]
    [InlineData("cut.jsonl.zst", "is damaged")]
    [InlineData("cut.json", "is not valid JSON behind row 1")]
    [InlineData("object.json", "neither is a row nor holds one list of rows")]
    [InlineData("word.json", "is no JSON list or object")]
    [InlineData("latin.csv", "is not UTF-8")]
    [InlineData("head.csv", "does not begin with a row of field names")]
    [InlineData("cut.parquet", "is no Parquet file, or its end is missing")]
    [InlineData("garbage.parquet", "cannot be read as Parquet")]
    [InlineData("unanswered.jsonl", "None of 1 records is a row")]
    public async Task A_file_that_cannot_be_read_is_one_line_that_names_it_and_nothing_is_left(string name, string says)
    {
        _files.Write("notes.md", "x");
        Directory.CreateDirectory(_files["empty"]);
        _files.Write("blank.jsonl", "", " ");
        var gzip = await File.ReadAllBytesAsync(Path.Combine(ImportFiles.Shapes, "dolly.jsonl.gz"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_files["cut.jsonl.gz"], gzip[..300], TestContext.Current.CancellationToken);
        var zstd = await File.ReadAllBytesAsync(Path.Combine(ImportFiles.Shapes, "text.jsonl.zst"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_files["cut.jsonl.zst"], zstd[..300], TestContext.Current.CancellationToken);
        _files.Write("cut.json", """[{"prompt":"a","completion":"b"},{"prompt":""");
        _files.Write("object.json", """{"a":[{"x":1}],"b":[{"y":1}]}""");
        _files.Write("word.json", "hello");
        await File.WriteAllBytesAsync(_files["latin.csv"], [.. "prompt,completion\na,"u8, 0xE4, (byte)'\n'], TestContext.Current.CancellationToken);
        _files.Write("head.csv", "prompt,prompt", "a,b");
        var parquet = await File.ReadAllBytesAsync(Path.Combine(ImportFiles.Shapes, "messages.parquet"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_files["cut.parquet"], parquet[..^20], TestContext.Current.CancellationToken);
        parquet.AsSpan(4, parquet.Length - 12).Reverse();
        await File.WriteAllBytesAsync(_files["garbage.parquet"], parquet, TestContext.Current.CancellationToken);
        _files.Write("unanswered.jsonl", """{"instruction":"a"}""");

        var error = await Assert.ThrowsAsync<DataFormatException>(() => _files.ImportAsync(_files[name]));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_files.Output) && !File.Exists(Path.Combine(_files.Output, DataFolder.RejectsFile)));
        Assert.False(DataFolder.IsAt(_files.Output));
    }

    [Fact]
    public async Task Parquet_that_was_damaged_anywhere_is_an_error_or_rows_but_never_another_exception()
    {
        var whole = await File.ReadAllBytesAsync(Path.Combine(ImportFiles.Shapes, "messages.parquet"), TestContext.Current.CancellationToken);
        var random = new StableRandom("parquet");
        for (var i = 0; i < 60; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var flips = 0; flips < 3; flips++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            await File.WriteAllBytesAsync(_files["f.parquet"], bytes, TestContext.Current.CancellationToken);
            if (await Record.ExceptionAsync(() => _files.ImportAsync(_files["f.parquet"])) is { } error)
            {
                Assert.IsType<DataFormatException>(error);
            }
        }
    }

    [Fact]
    public async Task Conversations_that_branch_give_a_row_for_each_last_answer_and_unanswered_messages_are_rejects()
    {
        static string Message(string id, string? parent, string role, string text) =>
            JsonSerializer.Serialize(new { message_id = id, parent_id = parent, role, text, message_tree_id = "tree" });
        var flat = _files.Write("flat.jsonl", Message("4", "3", "assistant", "four"), Message("1", null, "prompter", "one"), Message("2", "1", "assistant", "two"),
            Message("2b", "1", "assistant", "other two"), Message("3", "2", "prompter", "three"), Message("5", "2b", "prompter", "never answered"),
            Message("7", "6", "assistant", "orphan"));
        await _files.ImportAsync(flat);
        var rows = await _files.RowsAsync();
        Assert.Equal(["one|other two", "one|two|three|four"], rows.Select(row => string.Join('|', row.Messages.Select(m => m.Content))).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal("tree", row.Group));
        Assert.Equal(
            [("flat.jsonl:6", "no answer follows the message"), ("flat.jsonl:7", "its parent '6' is not in the data")], _files.Rejects());

        var nested = _files.Write("nested.jsonl", """
            {"message_tree_id":"t","prompt":{"text":"one","role":"prompter","replies":[{"text":"two","role":"assistant","replies":[{"text":"three","role":"prompter","replies":[{"text":"four","role":"assistant","replies":[]}]}]},{"text":"other two","role":"assistant","replies":[]}]}}
            """);
        await _files.ImportAsync(nested);
        Assert.Equal(
            ["one|other two", "one|two|three|four"],
            (await _files.RowsAsync()).Select(row => string.Join('|', row.Messages.Select(m => m.Content))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Near_duplicate_prompts_and_given_groups_stay_in_one_split_and_a_templates_words_make_no_group()
    {
        string[] topics = [.. Enumerable.Range(0, 40).Select(i => $"{(char)('a' + (i % 26))}{i} topic{i * 7} matter{i * 3} subject{i}")];
        var rows = _files.Write("a.jsonl",
        [
            .. topics.Select(topic => AnnotationFiles.Pair($"Please explain in plain words what is meant by the following: {topic}", $"It is {topic}.")),
            .. topics.Select(topic => AnnotationFiles.Pair($"Please explain in plain words what is meant by the following: {topic}!!", $"That is {topic}.")),
            .. topics.Select((topic, i) => JsonSerializer.Serialize(new { prompt = $"About {topic} nr {i}", completion = "Yes.", group = $"g{i % 20}" })),
        ]);
        await _files.ImportAsync(new ImportOptions { EvalShare = 0.3 }, rows);

        var read = await _files.RowsAsync();
        Assert.Equal(60, read.Select(row => row.Group).Distinct().Count());
        Assert.Equal(36, read.Count(row => row.Split == DataSplit.Eval));
        Assert.All(read.GroupBy(row => row.Group), group => Assert.Single(group.Select(row => row.Split).Distinct()));
    }

    [Fact]
    public async Task Files_named_for_a_split_and_rows_that_name_theirs_keep_it_and_training_rows_of_held_out_groups_are_counted()
    {
        var train = _files.Write("train-00000.jsonl", AnnotationFiles.Pair("one is the question", "a"), AnnotationFiles.Pair("two", "b"),
            AnnotationFiles.Pair("three", "c"), """{"prompt":"four","completion":"d","split":"test"}""");
        var test = _files.Write("test.jsonl", AnnotationFiles.Pair("One is the question!", "other"), AnnotationFiles.Pair("two", "b"));
        var report = await _files.ImportAsync(train, test);
        var held = (await _files.RowsAsync()).Where(row => row.Split == DataSplit.Eval).Select(row => row.Messages[^1].Content);
        Assert.Equal(["b", "d", "other"], held.Order(StringComparer.Ordinal));
        Assert.Equal((1, 1), (report.Manifest.Duplicates.Rows, report.Manifest.Duplicates.RowsAcrossSplits));
        Assert.Equal("c", Assert.Single(await _files.RowsAsync(), row => row.Split == DataSplit.Train).Messages[^1].Content);
    }

    [Fact]
    public async Task Rows_longer_than_the_context_are_counted_and_whole()
    {
        var long1 = string.Join(' ', Enumerable.Repeat("word", 500));
        var file = _files.Write("a.jsonl", AnnotationFiles.Pair("Short?", "Yes."), AnnotationFiles.Pair("Long?", long1));
        var report = await _files.ImportAsync(new ImportOptions { Context = 256, CountTokens = text => text.Split(' ').Length }, file);
        Assert.Equal((1, 256), (report.Manifest.Import!.TooLong, report.Manifest.Import.Context));
        Assert.Contains("1 of the rows are longer than 256 tokens (none is cut", string.Join('\n', report.Describe()), StringComparison.Ordinal);
        Assert.Contains(await _files.RowsAsync(), row => row.Messages[^1].Content == long1);
    }

    [Fact]
    public async Task Without_markers_rows_have_their_own_alone_and_conversations_say_what_is_not_learned()
    {
        var file = _files.Write("a.jsonl",
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"d"},{"role":"user","content":"e"}],"markers":{"lang":"dutch"},"licence":"CC0-1.0"}""");
        var report = await _files.ImportAsync(new ImportOptions { WithMarkers = false }, file);
        var row = Assert.Single(await _files.RowsAsync());
        Assert.Equal("[lang, Dutch]", string.Join(' ', row.Markers));
        Assert.Equal(("a.jsonl", "CC0-1.0", "a.jsonl:1"), (row.Provenance.Package, row.Provenance.Licence, row.Provenance.Record));
        Assert.Equal(4, row.Messages.Count);
        Assert.Equal((1, 1), (report.ManyAnswers, report.Cut));
    }

    [Fact]
    public async Task The_same_files_give_the_same_bytes_and_a_folder_is_replaced_only_when_that_is_wanted()
    {
        var file = Path.Combine(ImportFiles.Shapes, "alpaca.json");
        await _files.ImportAsync(file);
        var first = Contents();
        Assert.Contains("--force", (await Assert.ThrowsAsync<CommandException>(() => _files.ImportAsync(new ImportOptions(), file))).Message, StringComparison.Ordinal);
        await _files.ImportAsync(file);
        Assert.Equal(first, Contents());
        _files.Write("data/mine.txt", "precious");
        File.Delete(Path.Combine(_files.Output, DataFolder.ManifestFile));
        Assert.Contains("holds other files", (await Assert.ThrowsAsync<CommandException>(() => _files.ImportAsync(file))).Message, StringComparison.Ordinal);

        string[] Contents() => [.. Directory.GetFiles(_files.Output).Order(StringComparer.Ordinal)
            .Select(path => Path.GetFileName(path) + Convert.ToBase64String(File.ReadAllBytes(path)))];
    }

    [Fact]
    public async Task What_training_is_given_is_imported_once_and_again_when_it_changes()
    {
        var file = _files.Write("my.jsonl", AnnotationFiles.Pairs(12));
        var said = new List<string>();
        Task<string> FolderAsync() => DataImport.FolderOfAsync([file], _files.Output, new ImportOptions(), said.Add, TestContext.Current.CancellationToken);
        Assert.Equal(_files.Output, await FolderAsync());
        Assert.Contains(said, line => line.Contains("12 as prompt and completion", StringComparison.Ordinal));
        said.Clear();
        await FolderAsync();
        Assert.EndsWith("imported before", Assert.Single(said), StringComparison.Ordinal);

        _files.Write("my.jsonl", AnnotationFiles.Pairs(13));
        await FolderAsync();
        Assert.Equal(13, (await _files.RowsAsync()).Count);
        Assert.Equal(_files.Output, await DataImport.FolderOfAsync(
            [_files.Output], _files["unused"], new ImportOptions(), said.Add, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_model_is_asked_in_the_same_step_and_a_stopped_import_goes_on()
    {
        var dead = true;
        using var fake = new FakeLlm(r => dead && r.Number > 60 ? new("", 502) : FakeReply.Right(r));
        var file = _files.Write("a.jsonl", AnnotationFiles.Pairs(40));
        using var client = new Cli.AnnotationServer(AnnotationFiles.Ask(fake), null);
        var options = new ImportOptions { Client = client, Parallel = 1 };
        await Assert.ThrowsAsync<CommandException>(() => _files.ImportAsync(options, file));
        Assert.False(DataFolder.IsAt(_files.Output));
        (dead, var asked) = (false, fake.Requests.Count);
        await _files.ImportAsync(options, file);
        Assert.All(await _files.RowsAsync(), row => Assert.True(row.Markers.ContainsKey("task")));
        Assert.True(fake.Requests.Count - asked < 70, $"{fake.Requests.Count - asked} requests, so finished rows were asked about again");
        Assert.Equal(["manifest.json", "rows.jsonl.gz"], Directory.GetFileSystemEntries(_files.Output).Select(Path.GetFileName).Order());
    }
}
