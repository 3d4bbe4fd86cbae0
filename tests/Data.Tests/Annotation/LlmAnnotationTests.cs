using System.Text.Json.Nodes;
using TreasureMarkers.Data.Annotation;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Tests.Annotation;

public sealed class LlmAnnotationTests : IDisposable
{
    private readonly AnnotationFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Task_and_domain_are_asked_with_definitions_and_examples_in_the_rows_language()
    {
        using var fake = new FakeLlm();
        _files.Write(AnnotationFiles.Pair("Was tut das Programm?", "Das Programm zeigt die laufenden Prozesse des Systems und wie viel Speicher sie benötigen."));
        await _files.RunAsync(AnnotationFiles.Ask(fake), key: "secret-key");

        Assert.NotNull(Assert.Single(_files.Rows())["markers"]!["task"]);
        FakeRequest[] requests = [.. fake.Requests];
        Assert.Equal(["task", "task", "domain"], requests.Select(r => r.Category));
        Assert.All(requests, r => Assert.Equal(("/v1/chat/completions", "Bearer secret-key", 0, "fake"), (r.Path, r.Authorization, (int)r.Body["temperature"]!, (string?)r.Body["model"])));
        Assert.All(requests, r => Assert.Equal(32, (int)r.Body["max_tokens"]!));
        Assert.Contains("What the user asks the model to do.", requests[1].Messages[0], StringComparison.Ordinal);
        Assert.Contains("Was ist die Hauptstadt von Australien?", requests[1].Messages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Format_is_asked_only_where_none_was_found_in_several_lines_and_own_markers_are_not_asked()
    {
        using var fake = new FakeLlm(r => r.Category == "format" ? new("ChainOfThought") : FakeReply.Right(r));
        _files.Write(
            AnnotationFiles.Pair("How?", "First we count all of them.\nThen we divide what we have counted."),
            AnnotationFiles.Pair("How?", "- a\n- b"),
            """{"prompt":"a","completion":"b","markers":{"task":"Rewrite","domain":"Legal"}}""");
        await _files.RunAsync(AnnotationFiles.Ask(fake));
        Assert.Equal(["ChainOfThought", "Enumeration", null], _files.Rows().Select(r => (string?)r["markers"]!["format"]));
        Assert.Equal(1, fake.Requests.Count(r => r.Category == "format"));
        Assert.Equal(1 + 3 + 2, fake.Requests.Count);
    }

    [Fact]
    public async Task A_wrong_value_is_reminded_once_then_left_out_and_counted_and_unspecified_is_counted()
    {
        using var fake = new FakeLlm(r => r.Category switch
        {
            "task" when r.Row.Contains("number 0", StringComparison.Ordinal) => new(r.IsReminder ? " explanation\n" : "It is an Explanation."),
            "task" => new("Cooking"),
            _ => new("Unspecified"),
        });
        _files.Write(AnnotationFiles.Pairs(2));
        var summary = await _files.RunAsync(AnnotationFiles.Ask(fake));
        Assert.Equal(["Explanation", null], _files.Rows().Select(r => (string?)r["markers"]!["task"]));
        Assert.All(_files.Rows(), r => Assert.Equal("Unspecified", (string?)r["markers"]!["domain"]));
        Assert.Equal((1, 2, 1), (summary.Added["task"], summary.Unspecified["domain"], summary.Unanswered["task"]));
        Assert.False(summary.Added.ContainsKey("domain"));
    }

    [Fact]
    public async Task Failures_that_pass_are_tried_again_and_retry_after_is_honoured()
    {
        using var fake = new FakeLlm(async r =>
        {
            switch (r.Number)
            {
                case 2: return new("", 429, "1");
                case 4: return new("", 500);
                case 6: return new("", 503);
                case 8: await Task.Delay(1000); break;
            }

            return FakeReply.Right(r);
        });
        _files.Write(AnnotationFiles.Pairs(6));
        var summary = await _files.RunAsync(AnnotationFiles.Ask(fake) with { Timeout = TimeSpan.FromMilliseconds(300) }, parallel: 1);
        Assert.Equal(6, summary.Added["task"]);
        var requests = fake.Requests.ToList();
        Assert.Equal(1 + 12 + 4, requests.Count);
        Assert.InRange(requests[2].Milliseconds - requests[1].Milliseconds, 950, 5000);
    }

    [Fact]
    public async Task One_row_that_the_server_refuses_does_not_end_the_run()
    {
        using var fake = new FakeLlm(r => r.Row.Contains("number 1 ", StringComparison.Ordinal) ? new("""{"error":"filtered"}""", 400) : FakeReply.Right(r));
        _files.Write(AnnotationFiles.Pairs(3));
        var summary = await _files.RunAsync(AnnotationFiles.Ask(fake));
        Assert.Equal((3, 1, 1), (summary.Rows, summary.Unanswered["task"], summary.Unanswered["domain"]));
    }

    [Theory]
    [InlineData(401, "OPENAI_API_KEY")]
    [InlineData(404, "--llm")]
    [InlineData(400, "--model")]
    public async Task A_server_that_cannot_be_used_is_one_clear_error_without_the_key(int status, string advice)
    {
        using var fake = new FakeLlm(_ => new("Incorrect key provided: secret-key\nbye", status));
        _files.Write(AnnotationFiles.Pairs(3));
        var error = await Assert.ThrowsAsync<CommandException>(() => _files.RunAsync(AnnotationFiles.Ask(fake), key: "secret-key"));
        Assert.All([fake.Url.Authority, $"{status}", advice, "finished rows are kept"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret-key", error.ToString(), StringComparison.Ordinal);
        Assert.Single(fake.Requests);
    }

    [Fact]
    public async Task Order_is_kept_and_requests_are_bounded_when_many_run_at_once()
    {
        using var fake = new FakeLlm(async r =>
        {
            await Task.Delay(r.Number % 5 * 4);
            return FakeReply.Right(r);
        });
        var pairs = AnnotationFiles.Pairs(40);
        _files.Write(pairs);
        await _files.RunAsync(AnnotationFiles.Ask(fake), parallel: 6);
        Assert.Equal(pairs.Select(p => (string?)JsonNode.Parse(p)!["prompt"]), _files.Rows().Select(r => (string?)r["prompt"]));
        Assert.InRange(fake.MostAtOnce, 2, 6);
    }

    [Fact]
    public async Task Requests_keep_to_their_rate()
    {
        using var fake = new FakeLlm();
        _files.Write(AnnotationFiles.Pairs(4));
        await _files.RunAsync(AnnotationFiles.Ask(fake) with { RequestsPerMinute = 1200 });
        var times = fake.Requests.Select(r => r.Milliseconds).Order().ToList();
        // Nine requests are eight spaces of 50 ms; one may be late, so only the whole is sure.
        Assert.True(times[^1] - times[0] >= 8 * 50 - 45, $"{times[^1] - times[0]} ms");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(17)]
    [InlineData(40)]
    public async Task A_server_that_dies_midway_leaves_what_is_done_and_the_next_run_ends_with_the_same_bytes(int dies)
    {
        var dead = false;
        using var fake = new FakeLlm(r => dead && r.Number > dies ? new("", 502) : FakeReply.Right(r));
        string[] lines = [.. AnnotationFiles.Pairs(30), "no row"];
        _files.Write(lines);
        await _files.RunAsync(AnnotationFiles.Ask(fake));
        var whole = await File.ReadAllBytesAsync(_files.Output);
        File.Delete(_files.Output);
        using var dying = new FakeLlm(r => r.Number > dies ? new("", 502) : FakeReply.Right(r));
        var options = _files.Options;
        var error = await Assert.ThrowsAsync<CommandException>(() => _files.RunAsync(AnnotationFiles.Ask(dying)));
        Assert.Contains("502", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_files.Output));

        // The same address works again: what was kept is of that address.
        var kept = await File.ReadAllLinesAsync(options.Progress);
        await File.WriteAllLinesAsync(options.Progress, [kept[0].Replace(dying.Url.Authority, fake.Url.Authority, StringComparison.Ordinal), .. kept[1..]]);
        await File.AppendAllTextAsync(options.Progress, "{\"number\":99,\"ro");
        var before = fake.Requests.Count;
        await _files.RunAsync(AnnotationFiles.Ask(fake));
        Assert.Equal(whole, await File.ReadAllBytesAsync(_files.Output));
        Assert.Equal(1 + ((31 - (kept.Length - 1) - 1) * 2), fake.Requests.Count - before);
        Assert.False(File.Exists(options.Progress));
    }

    [Fact]
    public async Task A_cancelled_run_goes_on_and_a_changed_input_or_model_is_refused()
    {
        using var stop = new CancellationTokenSource();
        using var fake = new FakeLlm(async r =>
        {
            if (r.Number == 50)
            {
                // Time for the rows that were answered to be written.
                await Task.Delay(100);
                await stop.CancelAsync();
            }

            return FakeReply.Right(r);
        });
        _files.Write(AnnotationFiles.Pairs(30));
        var llm = AnnotationFiles.Ask(fake);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _files.RunAsync(llm, parallel: 1, cancellationToken: stop.Token));
        Assert.Contains("--model was fake", (await Assert.ThrowsAsync<CommandException>(() => _files.RunAsync(llm with { Model = "other" }))).Message, StringComparison.Ordinal);
        Assert.Contains("--llm was http", (await Assert.ThrowsAsync<CommandException>(() => _files.RunAsync())).Message, StringComparison.Ordinal);
        _files.Write(AnnotationFiles.Pairs(31));
        Assert.Contains("the input has changed", (await Assert.ThrowsAsync<CommandException>(() => _files.RunAsync(llm))).Message, StringComparison.Ordinal);
        _files.Write(AnnotationFiles.Pairs(30));
        Assert.Equal(30, (await _files.RunAsync(llm)).Rows);
        Assert.Contains(_files.Notes, n => n.StartsWith("going on after line", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_language_has_the_same_examples_and_its_labels_are_allowed()
    {
        var english = LlmExample.In("English");
        Assert.All(DataLanguage.All, language =>
        {
            var examples = LlmExample.In(language.Name);
            Assert.Equal(english.Select(e => (e.Task, e.Domain, e.Format)), examples.Select(e => (e.Task, e.Domain, e.Format)));
            Assert.Equal(language.Name, AnswerLanguage.Of("", string.Join(' ', examples.Where(e => e.Task != "CodeGeneration").Select(e => e.Answer))));
        });
        Assert.All(english, e => Assert.All(["task", "domain", "format"], c =>
            Assert.True(e.Label(c) == "Unspecified" || Markers.MarkerTaxonomy.Default[c].Values.Contains(e.Label(c)))));
    }
}
