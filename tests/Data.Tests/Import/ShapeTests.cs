using TreasureMarkers.Data.Checks;
using TreasureMarkers.Data.Import;
using TreasureMarkers.Data.Records;

namespace TreasureMarkers.Data.Tests.Import;

/// <summary>The same ten rows in every shape that people keep them in.</summary>
public sealed class ShapeTests : IDisposable
{
    private readonly ImportFiles _files = new();

    public static TheoryData<string, string> Shapes => new()
    {
        { "messages.jsonl", "messages (OpenAI)" },
        { "sharegpt.json", "conversations (ShareGPT)" },
        { "alpaca.json", "instruction, input, output (Alpaca)" },
        { "dolly.jsonl.gz", "instruction, context, response (Dolly)" },
        { "trl.jsonl", "prompt and completion as messages (TRL)" },
        { "prompt-completion.csv", "prompt and completion" },
        { "question-answer.tsv", "question and answer" },
        { "oasst.jsonl", "message trees (OASST)" },
        { "rows.jsonl", "rows of a data folder" },
        { "messages.parquet", "messages (OpenAI)" },
    };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Ten_rows_of_each_shape_become_the_same_ten_rows_of_a_data_folder_that_passes_its_check(string file, string shape)
    {
        var report = await _files.ImportAsync(Path.Combine(ImportFiles.Shapes, file));

        Assert.Equal((shape, 10), (Assert.Single(report.Files).Shapes.Single().Key, report.Files[0].Shapes.Single().Value));
        Assert.Equal((9, 1), (report.Manifest.Rows[DataSplit.Train], report.Manifest.Rows[DataSplit.Eval]));
        var rows = await _files.RowsAsync();
        using var canonical = new ImportFiles();
        await canonical.ImportAsync(Path.Combine(ImportFiles.Shapes, "trl.jsonl"));
        Assert.Equal(
            (await canonical.RowsAsync()).Select(row => string.Join('|', row.Messages)).Order(), rows.Select(row => string.Join('|', row.Messages)).Order());
        Assert.All(rows, row => Assert.True(row.Markers.ContainsKey("lang") && row.Markers.ContainsKey("quality_bucket")));
        Assert.Empty(_files.Rejects());
        var checks = DataChecks.For(await DataFolder.ReadManifestAsync(_files.Output, TestContext.Current.CancellationToken));
        Assert.Empty(await checks.CheckAsync(_files.Output, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_of_all_shapes_has_each_row_once_and_every_record_is_accounted_for()
    {
        var report = await _files.ImportAsync(ImportFiles.Shapes);

        Assert.Equal(12, report.Files.Count);
        Assert.Equal(10, (await _files.RowsAsync()).Count);
        Assert.Equal(10, (await _files.TextsAsync()).Count);
        Assert.Equal(90, report.Manifest.Duplicates.Rows);
        Assert.Equal(10, report.Manifest.Import!.Rejects);
        var said = string.Join('\n', report.Describe());
        Assert.All(
            (string[])["10 as conversations (ShareGPT); 10 there already", "other.jsonl: 10 records: no rows; 10 rejected", "duplicates: 90", "(10 times)"],
            part => Assert.Contains(part, said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Running_text_goes_to_the_text_file_with_its_language()
    {
        var report = await _files.ImportAsync(Path.Combine(ImportFiles.Shapes, "text.jsonl.zst"));
        var texts = await _files.TextsAsync();
        Assert.Equal((10, 1), (texts.Count, texts.Count(text => text.Split == DataSplit.Eval)));
        Assert.Equal("English", texts[0].Lang);
        Assert.Empty(await _files.RowsAsync());
        Assert.Contains("needs such rows", report.Describe().Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_map_says_which_field_is_which_for_other_shapes()
    {
        var map = FieldMap.Parse("prompt=ask.text, completion=says.0, group=topic, markers.lang=tongue");
        var report = await _files.ImportAsync(new ImportOptions { Map = map }, Path.Combine(ImportFiles.Shapes, "other.jsonl"));
        var rows = await _files.RowsAsync();
        Assert.Equal(10, rows.Count);
        Assert.Equal(["t0", "t1", "t2", "t3", "t4"], rows.Select(row => row.Group).Distinct().Order());
        Assert.All(rows, row => Assert.Equal("English", row.Markers["lang"]));
        // Two answers are not English, whatever their rows say.
        Assert.Equal(2, report.Markers!.Contradicted["lang"]);
        Assert.Contains("lang says 'English', the answer measures 'German'", string.Join('\n', report.Describe()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prompt=a", "must name prompt=FIELD and completion=FIELD")]
    [InlineData("prompt=a,completion=b,text=c", "must name prompt=FIELD and completion=FIELD")]
    [InlineData("prompt=a,answer=b", "--map 'answer=b' is not allowed. Allowed: prompt=FIELD")]
    [InlineData("prompt=a,prompt=b,completion=c", "each once")]
    [InlineData("prompt=", "is not allowed")]
    [InlineData("", "must name")]
    public void A_map_that_is_none_says_what_is_allowed(string map, string says) =>
        Assert.Contains(says, Assert.Throws<DataFormatException>(() => FieldMap.Parse(map)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"instruction":"Sum up.","input":"A long text.","output":"Short."}""", "user: Sum up.\n\nA long text.|assistant: Short.")]
    [InlineData("""{"instruction":"Who?","context":"Ann did.","response":"Ann."}""", "user: Who?\n\nAnn did.|assistant: Ann.")]
    [InlineData("""{"system_prompt":"Be brief.","question":"Who?","response":"Ann."}""", "system: Be brief.|user: Who?|assistant: Ann.")]
    [InlineData("""{"question":"Which?","options":["Cat","Dog"],"answer":1}""", "user: Which?\n- Cat\n- Dog|assistant: Dog")]
    [InlineData("""{"question":"Which?","choices":["Cat","Dog"],"answer":"Cat"}""", "user: Which?\n- Cat\n- Dog|assistant: Cat")]
    [InlineData("""{"prompt":"Hi ","completion":" Hello\n"}""", "user: Hi|assistant: Hello")]
    [InlineData("""{"prompt":"Go on:","completion":"\n    return x\r\n    # end  "}""", "user: Go on:|assistant:     return x\n    # end")]
    [InlineData("""{"prompt":"a","response":"b"}""", "user: a|assistant: b")]
    [InlineData("""{"prompt":"a","completion":[{"role":"assistant","content":"b"}]}""", "user: a|assistant: b")]
    [InlineData("""{"messages":"[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]"}""", "user: a|assistant: b")]
    [InlineData("""{"system":"s","conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"},{"from":"human","value":"c"}]}""", "system: s|user: a|assistant: b")]
    [InlineData("""{"conversations":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""", "user: a|assistant: b")]
    [InlineData("""{"messages":[{"role":"developer","content":"d"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"input_text","text":"b"}]},{"role":"assistant","content":"c"}]}""", "system: d|user: a\nb|assistant: c")]
    public void A_shape_says_what_its_maker_meant(string json, string turns) =>
        Assert.Equal(turns, string.Join('|', RowShapes.Read(SourceRecord.Parse(json)).Messages.Select(m => $"{m.Role}: {m.Content}")));

    [Fact]
    public void Functions_and_their_calls_are_read_from_either_writing()
    {
        const string Tool = """{"name":"add","description":"Adds.","parameters":{"type":"object"}}""";
        foreach (var json in (string[])
        [
            $$$$"""{"tools":[{"type":"function","function":{{{{Tool}}}}}],"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"add","arguments":"{\"x\":1}"}}]}]}""",
            $$$"""{"tools":[{{{Tool}}}],"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"","toolCalls":[{"name":"add","arguments":{"x":1}}]}]}""",
            $$$$"""{"tools":{{{{System.Text.Json.JsonSerializer.Serialize($"[{Tool}]")}}}},"conversations":[{"from":"human","value":"a"},{"from":"function_call","value":"{\"name\":\"add\",\"arguments\":{\"x\":1}}"}]}""",
        ])
        {
            var row = RowShapes.Read(SourceRecord.Parse(json));
            Assert.Equal("add", Assert.Single(row.Tools!).Name);
            var call = Assert.Single(row.Messages[^1].ToolCalls!);
            Assert.Equal(("add", """{"x":1}"""), (call.Name, call.Arguments.GetRawText()));
            Assert.Null(row.Answer);
        }
    }

    [Theory]
    [InlineData("""{"instruction":"Write a poem."}""", "has 'instruction' and no answer, which would be 'output' or 'response'")]
    [InlineData("""{"prompt":"a"}""", "has 'prompt' and no answer")]
    [InlineData("""{"foo":1}""", "no known shape; the fields are 'foo'")]
    [InlineData("""{}""", "no fields")]
    [InlineData("""{"prompt":"a","completion":"  "}""", "the answer is empty")]
    [InlineData("""{"prompt":" ","completion":"b"}""", "no text of a user")]
    [InlineData("""{"prompt":"a","completion":7}""", "'completion' must be a string")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "no message has the role assistant")]
    [InlineData("""{"messages":[{"role":"narrator","content":"a"}]}""", "'narrator' is no role. Allowed: system, user, assistant, tool")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}""", "part of type \"image_url\"")]
    [InlineData("""{"question":"Which?","options":["a"],"answer":3}""", "there are 1 options")]
    [InlineData("""{"prompt":[{"role":"user","content":"a"}],"completion":[{"role":"user","content":"b"}]}""", "not the assistant's")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"","tool_calls":[{"name":"f","arguments":"{"}]}]}""", "not valid JSON")]
    public void What_is_no_row_says_why(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<DataFormatException>(() => RowShapes.Read(SourceRecord.Parse(json))).Message, StringComparison.Ordinal);
}
