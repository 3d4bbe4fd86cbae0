using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class AnnotateCommandTests : IDisposable
{
    private readonly AnnotationFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Rejects_are_shown_and_only_a_file_without_any_row_fails()
    {
        _files.Write([.. AnnotationFiles.Pairs(3), .. Enumerable.Repeat("no row", 12)]);
        var (exitCode, output, error) = await TrainingCli.RunAsync("annotate", _files.Input, _files.Output);
        Assert.Equal(0, exitCode);
        Assert.Equal(10, error.Split('\n').Count(l => l.StartsWith("line ", StringComparison.Ordinal)));
        Assert.Contains("line 4: not valid JSON", error, StringComparison.Ordinal);
        Assert.Contains("3 rows, 12 rejects", output, StringComparison.Ordinal);
        Assert.Contains("length_tokens", output, StringComparison.Ordinal);
        Assert.Equal(12, File.ReadLines(_files.Output + ".rejects.jsonl").Count());

        _files.Write("no row");
        (exitCode, _, error) = await TrainingCli.RunAsync("annotate", _files.Input, _files.Output);
        Assert.Equal(1, exitCode);
        Assert.Contains("exists. Give another OUT, or --force", Assert.Single(Lines(error)), StringComparison.Ordinal);
        Assert.Equal(1, (await TrainingCli.RunAsync("annotate", _files.Input, _files.Output, "--force")).ExitCode);
    }

    [Fact]
    public async Task A_dead_address_is_one_line_that_names_it()
    {
        _files.Write(AnnotationFiles.Pairs(1));
        Uri gone;
        using (var fake = new FakeLlm())
        {
            gone = fake.Url;
        }

        var (exitCode, _, error) = await TrainingCli.RunAsync("annotate", _files.Input, _files.Output, "--llm", gone.AbsoluteUri, "--model", "m");
        Assert.Equal(1, exitCode);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{gone.Authority} cannot be reached", line, StringComparison.Ordinal);
        Assert.Contains("Check --llm", line, StringComparison.Ordinal);

        // The wrong address is not remembered.
        using var alive = new FakeLlm();
        Assert.Equal(0, (await TrainingCli.RunAsync("annotate", _files.Input, _files.Output, "--llm", alive.Url.AbsoluteUri, "--model", "m")).ExitCode);
    }

    [Fact]
    public async Task A_run_that_was_killed_goes_on_and_ends_with_the_same_bytes()
    {
        using var fake = new FakeLlm(async r =>
        {
            await Task.Delay(5);
            return FakeReply.Right(r);
        });
        _files.Write([.. AnnotationFiles.Pairs(50), "no row"]);
        await TrainingCli.RequireAsync(Arguments(fake, _files["whole.jsonl"]));
        var asked = fake.Requests.Count;

        using (var process = TrainingCli.Start(Arguments(fake, _files.Output)))
        {
            while (!process.HasExited && fake.Requests.Count < asked + 30)
            {
                await Task.Delay(5);
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.False(File.Exists(_files.Output));
        var kept = File.ReadLines(_files.Options.Progress).Count() - 1;
        Assert.InRange(kept, 1, 49);
        var (_, output, _) = await TrainingCli.RunAsync(Arguments(fake, _files.Output));
        Assert.Contains("going on after line", output, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(_files["whole.jsonl"]), await File.ReadAllBytesAsync(_files.Output));
        Assert.Equal(await File.ReadAllBytesAsync(_files["whole.jsonl.rejects.jsonl"]), await File.ReadAllBytesAsync(_files.Output + ".rejects.jsonl"));
    }

    [Fact]
    public async Task An_annotated_file_is_imported_with_its_markers_and_a_data_folder_is_annotated_as_one()
    {
        _files.Write(AnnotationFiles.Pairs(12));
        await TrainingCli.RequireAsync("annotate", _files.Input, _files.Output, "--lang", "english");
        await TrainingCli.RequireAsync("data", "import", _files.Output, "--out", _files["data"], "--no-markers");
        var (exitCode, output, error) = await TrainingCli.RunAsync("annotate", _files["data"], _files["marked"]);
        Assert.True(exitCode == 0, error);
        // Every row had all that can be measured.
        Assert.DoesNotContain("length_tokens", output, StringComparison.Ordinal);
        Assert.Contains("12 rows, 0 rejects", output, StringComparison.Ordinal);
        await TrainingCli.RequireAsync("data", "check", "--data", _files["marked"]);
        (exitCode, _, error) = await TrainingCli.RunAsync("annotate", _files["data"], _files["data"]);
        Assert.Equal((1, 1), (exitCode, Lines(error).Length));
    }

    [Fact]
    public async Task An_annotated_file_is_trained_on_as_it_is()
    {
        _files.Write(AnnotationFiles.Pairs(20));
        await TrainingCli.RequireAsync("annotate", _files.Input, _files.Output);
        string[] train = ["train", "--data", _files.Output, "--out", _files["run"], "--preset", "nano", "--steps", "2", "--pretrain-steps", "0"];
        var (exitCode, output, error) = await TrainingCli.RunAsync(train);
        Assert.Equal(1, exitCode);
        Assert.Contains("20 as prompt and completion", output, StringComparison.Ordinal);
        Assert.Contains("tm tokenizer train", Assert.Single(Lines(error)), StringComparison.Ordinal);
        await TrainingCli.RequireAsync("tokenizer", "train", "--data", _files["run.data"], "--vocab-size", "1024");
        (exitCode, output, error) = await TrainingCli.RunAsync(train);
        Assert.True(exitCode == 0, error);
        Assert.Contains("imported before", output, StringComparison.Ordinal);
        Assert.Contains("Finished: 2 steps", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("does not exist", "none.jsonl", "out.jsonl")]
    [InlineData("Allowed: one of: English", "in.jsonl", "out.jsonl", "--lang", "Klingon")]
    [InlineData("--llm and --model go together", "in.jsonl", "out.jsonl", "--llm", "http://127.0.0.1:1")]
    [InlineData("must be an http or https URL", "in.jsonl", "out.jsonl", "--llm", "there", "--model", "m")]
    [InlineData("is no data folder", ".", "out")]
    [InlineData("'many'", "in.jsonl", "out.jsonl", "--parallel", "many")]
    public async Task Bad_input_is_one_line_that_says_what_is_allowed(string says, string input, string output, params string[] options)
    {
        _files.Write(AnnotationFiles.Pairs(2));
        var (exitCode, _, error) = await TrainingCli.RunAsync(["annotate", _files[input], _files[output], .. options]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string[] Arguments(FakeLlm fake, string output) => ["annotate", _files.Input, output, "--llm", fake.Url.AbsoluteUri, "--model", "m", "--parallel", "2", "--requests-per-minute", "6000"];
}
