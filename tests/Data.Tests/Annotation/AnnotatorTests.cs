using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;

namespace TreasureMarkers.Data.Tests.Annotation;

public sealed class AnnotatorTests : IDisposable
{
    private const string German = "Die Hauptstadt von Frankreich heißt Paris und liegt an der Seine, einem langen Fluss im Norden des Landes.";
    private readonly AnnotationFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Both_shapes_get_the_measured_markers_and_keep_their_shape_and_unknown_fields()
    {
        var rows = await _files.AnnotateAsync(
            $$$"""{"id":7.10,"messages":[{"role":"user","content":"Hauptstadt?","name":"x"},{"role":"assistant","content":"{{{German}}}"}],"deep":{"a":[null,1e2]}}""",
            $$"""{"prompt":"Hauptstadt?","completion":"{{German}}","note":"bleibt <b>"}""");

        Assert.Equal(["id", "messages", "deep", "markers"], rows[0].Select(f => f.Key));
        Assert.Equal("7.10", rows[0]["id"]!.ToJsonString());
        Assert.Equal("""{"a":[null,1e2]}""", rows[0]["deep"]!.ToJsonString());
        Assert.Equal("x", (string?)rows[0]["messages"]![0]!["name"]);
        Assert.Equal(["prompt", "completion", "note", "markers"], rows[1].Select(f => f.Key));
        foreach (var markers in rows.Select(r => r["markers"]!.AsObject()))
        {
            Assert.Equal(["quality", "quality_bucket", "length_tokens", "length_sentences", "length_paragraphs", "length_bucket", "lang"], markers.Select(m => m.Key));
            Assert.Equal(("1", "1", "concise", "German"), ((string?)markers["length_sentences"], (string?)markers["length_paragraphs"], (string?)markers["length_bucket"], (string?)markers["lang"]));
        }
    }

    [Fact]
    public async Task Markers_that_a_row_has_are_kept_in_the_taxonomys_spelling()
    {
        var row = Assert.Single(await _files.AnnotateAsync(
            $$"""{"markers":{"lang":"dutch","length_tokens":5,"quality":3.5,"task":"Rewrite","style":null},"prompt":"?","completion":"{{German}}"}"""));
        var markers = row["markers"]!.AsObject();
        Assert.Equal(("Dutch", "5", "3.5", "Rewrite"), ((string?)markers["lang"], (string?)markers["length_tokens"], (string?)markers["quality"], (string?)markers["task"]));
        Assert.Equal("1", (string?)markers["length_sentences"]);
        // A score of another scale has no place among the quarters of the measured ones.
        Assert.False(markers.ContainsKey("quality_bucket") || markers.ContainsKey("style"));
        Assert.Equal("markers", row.First().Key);
    }

    [Theory]
    [InlineData("- a\n- b\n- c", "format", "Enumeration")]
    [InlineData("{\"a\": 1}", "format", "JSON")]
    [InlineData("Here it is, with some words around it:\n\n```py\nprint(1)\n```", "code_type", "python")]
    [InlineData("#!/bin/bash\necho hello", "code_type", "shell")]
    [InlineData("```c++\nint a;\n```\n```js\nlet a;\n```", "code_type", null)]
    [InlineData("これはペンです。", "lang", "Japanese")]
    [InlineData("Paris", "lang", "English")]
    [InlineData("これはペンです。", "format", null)]
    [InlineData("```python\nfor i in range(3):\n    print(i)\n```", "format", null)]
    [InlineData("```python\nfor i in range(3):\n    print(i)\n```", "code_type", "python")]
    [InlineData("```python\nfor i in range(3):\n    print(i)\n```", "length_sentences", "0")]
    [InlineData("Run this:\n\n```sh\n# Step 1\nls\n```\n\nThen look.", "length_sentences", "2")]
    [InlineData("Run this:\n\n```sh\n# Step 1\nls\n```\n\nThen look.", "format", "Markdown")]
    [InlineData("Так лучше", "lang", null)]
    [InlineData("42", "lang", "English")]
    public async Task Formats_code_and_languages_are_told_where_they_can_be(string answer, string category, string? value)
    {
        var row = Assert.Single(await _files.AnnotateAsync(AnnotationFiles.Pair("Please do what I have asked for.", answer)));
        Assert.Equal(value, (string?)row["markers"]![category]);
    }

    [Fact]
    public async Task The_last_assistant_message_is_measured_and_calls_are_no_text()
    {
        var rows = await _files.AnnotateAsync(
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"one two three"},{"role":"user","content":"b"},{"role":"assistant","content":"one two"},{"role":"user","content":"c"}]}""",
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}],"markers":{"lang":"English"}}""");
        Assert.Equal("2", (string?)rows[0]["markers"]!["length_tokens"]);
        Assert.Equal("""{"lang":"English"}""", rows[1]["markers"]!.ToJsonString());
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[1]", "object is expected")]
    [InlineData("{\"prompt\":\"a\"}", "'prompt' and no answer")]
    [InlineData("{\"prompt\":\" \",\"completion\":\"b\"}", "no text of a user")]
    [InlineData("{\"text\":\"a\"}", "running text has no answer")]
    [InlineData("{\"prompt\":\"a\",\"completion\":1}", "'completion' must be a string")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\" \"}", "answer is empty")]
    [InlineData("{\"prompt\":\"a\",\"prompt\":\"b\",\"completion\":\"c\"}", "not valid JSON")]
    [InlineData("{\"messages\":{}}", "must be a list")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "role assistant")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\"b\",\"markers\":{\"format\":\"YAML\"}}", "Allowed: one of: MCQAnswer, ")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\"b\",\"markers\":{\"tone\":\"dry\"}}", "Allowed: quality, ")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\"b\",\"markers\":{\"lang\":[]}}", "string or a number")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\"b\",\"other\":\"\\ud800\"}", "surrogate")]
    public async Task A_line_that_is_no_row_is_rejected_with_its_number_and_reason_and_the_others_are_done(string line, string reason)
    {
        var good = AnnotationFiles.Pair("Hauptstadt?", German);
        var rows = await _files.AnnotateAsync(good, "", line, good);

        Assert.Equal(2, rows.Length);
        Assert.Equal(3, Assert.Single(_files.Rejected).Number);
        var reject = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(_files.Output + ".rejects.jsonl")))!;
        Assert.Equal((3, line), ((int)reject["line"]!, (string?)reject["text"]));
        Assert.Contains(reason, (string?)reject["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_answer_has_the_language_of_its_prompt_else_the_given_one_else_that_of_nearly_all_rows()
    {
        var told = AnnotationFiles.Pair("Hauptstadt?", German);
        string[] lines =
        [
            AnnotationFiles.Pair("What is the capital of France called?", "Paris"), AnnotationFiles.Pair("?", "Berlin"),
            AnnotationFiles.Pair("Translate to Dutch: he", "hij"),
        ];
        string[] Languages() => [.. _files.Rows().TakeLast(3).Select(row => (string?)row["markers"]!["lang"] ?? "none")];
        await _files.AnnotateAsync([told, told, told, .. lines]);
        // A prompt in English among German rows must be surer than one among rows of any language.
        Assert.Equal(["German", "none"], Languages()[1..]);
        await _files.AnnotateAsync(lines);
        Assert.Equal(["English", "none", "none"], Languages());
        _files.Write(lines);
        await new TreasureMarkers.Data.Annotation.Annotator(_files.Options with { Force = true, Lang = "French" }, null).RunAsync(_ => { }, _ => { }, default);
        Assert.Equal("French", Languages()[1]);
    }

    [Fact]
    public async Task Markers_that_contradict_their_text_are_kept_counted_and_shown()
    {
        _files.Write(
            $$$"""{"prompt":"?","completion":"{{{German}}}","markers":{"lang":"French","length_sentences":7,"task":"Rewrite"}}""",
            """{"prompt":"?","completion":"one two","markers":{"format":"JSON","length_tokens":2}}""",
            """{"prompt":"?","completion":"one two\nthree","markers":{"format":"Markdown"}}""");
        var summary = await _files.RunAsync();
        Assert.Equal("[format, 1] [lang, 1] [length_sentences, 1]", string.Join(' ', summary.Contradicted));
        Assert.Contains("line 2: format says 'JSON', the answer measures 'none'", string.Join('\n', summary.DescribeContradictions()), StringComparison.Ordinal);
        Assert.Equal("French", (string?)_files.Rows()[0]["markers"]!["lang"]);
    }

    [Fact]
    public async Task An_output_that_exists_is_replaced_only_when_that_is_wanted()
    {
        _files.Write(AnnotationFiles.Pair("Hauptstadt?", German));
        await File.WriteAllTextAsync(_files.Output, "precious");
        var options = _files.Options;
        var error = await Assert.ThrowsAsync<Models.CommandException>(() => new TreasureMarkers.Data.Annotation.Annotator(options, null).RunAsync(_ => { }, _ => { }, default));
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(_files.Output));
    }

    [Fact]
    public async Task Every_shape_is_annotated_in_its_own_shape()
    {
        var rows = await _files.AnnotateAsync(
            $$"""{"instruction":"Hauptstadt?","input":"","output":"{{German}}"}""",
            $$"""{"conversations":[{"from":"human","value":"Hauptstadt?"},{"from":"gpt","value":"{{German}}"}]}""",
            $$"""{"messages":[{"role":"user","content":[{"type":"text","text":"Hauptstadt?"}]},{"role":"assistant","content":"{{German}}"}]}""");
        Assert.Equal(["instruction input output markers", "conversations markers", "messages markers"], rows.Select(row => string.Join(' ', row.Select(f => f.Key))));
        Assert.All(rows, row => Assert.Equal("German", (string?)row["markers"]!["lang"]));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_marks_of_byte_order_and_carriage_returns_are_no_trouble()
    {
        var pair = AnnotationFiles.Pair("Hauptstadt?", German);
        await File.WriteAllBytesAsync(_files.Input, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(pair + "\r\n"), 0xFF, 0xFE, (byte)'\n', .. Encoding.UTF8.GetBytes(pair)]);
        var summary = await _files.RunAsync();
        Assert.Equal((2, 1), (summary.Rows, summary.Rejects));
        Assert.Equal("the line is not UTF-8", Assert.Single(_files.Rejected).Reason);
    }

    [Fact]
    public async Task Compressed_files_hold_the_same_as_plain_ones()
    {
        _files.Write(AnnotationFiles.Pairs(20));
        await _files.RunAsync();
        await using (var gzip = new GZipStream(File.Create(_files["in.jsonl.gz"]), CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(await File.ReadAllBytesAsync(_files.Input));
        }

        await new TreasureMarkers.Data.Annotation.Annotator(new(_files["in.jsonl.gz"], _files["out.jsonl.gz"]), null).RunAsync(_ => { }, _ => { }, default);
        await using var written = new GZipStream(File.OpenRead(_files["out.jsonl.gz"]), CompressionMode.Decompress);
        using var reader = new StreamReader(written);
        Assert.Equal(await File.ReadAllTextAsync(_files.Output), await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Quality_quarters_are_those_of_the_rows_own_language_and_nothing_but_the_output_is_left()
    {
        var clean = AnnotationFiles.Pairs(30);
        var damaged = AnnotationFiles.Pair("What does it do?", "The the the the program program ??? \uFFFD\uFFFD and and the system and what and the processes need of");
        var rows = await _files.AnnotateAsync([.. clean, damaged]);
        Assert.Equal("4", (string?)rows[^1]["markers"]!["quality_bucket"]);
        Assert.Contains(rows, r => (string?)r["markers"]!["quality_bucket"] == "1");
        Assert.Equal(["in.jsonl", "out.jsonl"], Directory.GetFiles(_files[""]).Select(Path.GetFileName).Order());
    }
}
