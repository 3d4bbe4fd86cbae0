using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Data.Distillation;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

public sealed class DataDistillCommandTests
{
    private const string Answer =
        "Bread needs flour, water, salt and yeast. The yeast eats the sugar in the flour and makes gas. The gas lifts the dough, which is why it must rest.";

    [Fact]
    public async Task A_base_answers_the_prompts_of_files_and_writes_some_itself_and_what_is_there_is_not_sampled_again()
    {
        using var folder = new TemporaryFolder();
        new TinyCheckpoint("llama").WriteTo(folder["base"]);
        await File.WriteAllLinesAsync(
            folder["mine.jsonl"], Enumerable.Range(0, 9).Select(i => $$"""{ "prompt": "What is {{i}} and {{i + 1}}?", "licence": "CC0-1.0" }"""),
            TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(folder["held.jsonl"], ["""{ "question": "what is 3 and 4" }"""], TestContext.Current.CancellationToken);
        string[] arguments =
        [
            "data", "distill", "--model", folder["base"], "--prompts", folder["mine.jsonl"], "--exclude", folder["held.jsonl"], "--rows", "12", "--own", "4",
            "--samples", "2", "--temperature", "0.7", "--top-p", "0.8", "--max-tokens", "12", "--batch", "5", "--seed", "3", "--device", "cpu",
            "--out", folder["out"], "--sample-only",
        ];

        var (exitCode, output, error) = await TrainingCli.RunAsync(arguments);

        Assert.True(exitCode == 0, error);
        // A model of random weights writes no prompt that can be used, and says so.
        Assert.Contains("the model has hardly any prompts more: 0 of 4", output, StringComparison.Ordinal);
        var answers = await AnswersAsync(folder["out"]);
        Assert.Equal(16, answers.Count);
        Assert.Equal(8, answers.Select(answer => answer.Prompt).Distinct().Count());
        Assert.DoesNotContain(answers, answer => answer.Prompt == "What is 3 and 4?");
        Assert.All(answers, answer => Assert.Equal(("base", "CC0-1.0 AND apache-2.0"), (answer.Origin, answer.Licence)));
        Assert.All(answers, answer => Assert.InRange(answer.Tokens, 0, 12));

        // A half-written batch is what a killed process leaves.
        var path = Path.Combine(folder["out"], DistilledRows.AnswersFile);
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, whole[..^9], TestContext.Current.CancellationToken);
        await TrainingCli.RequireAsync(arguments);
        Assert.Equal(Sorted(answers), Sorted(await AnswersAsync(folder["out"])));

        (exitCode, _, error) = await TrainingCli.RunAsync([.. arguments.Select(argument => argument == "0.7" ? "0.9" : argument)]);
        Assert.Equal(1, exitCode);
        Assert.Contains("answers of another model, seed, temperature", error, StringComparison.Ordinal);

        static IEnumerable<string> Sorted(IEnumerable<DistilledAnswer> some) => some.Select(answer => JsonSerializer.Serialize(answer)).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Answers_of_ones_own_become_rows_that_training_takes()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(
            folder["answers.jsonl"],
            Enumerable.Range(0, 10).Select(i => JsonSerializer.Serialize(new { prompt = $"How is bread of kind {i} made?", completion = $"{Answer} Kind {i} takes longest." })
                ).Append(JsonSerializer.Serialize(new { prompt = "Why?", completion = Answer + " Because the", ended = false })),
            TestContext.Current.CancellationToken);

        var (exitCode, output, error) = await TrainingCli.RunAsync(
            "data", "distill", "--answers", folder["answers.jsonl"], "--keep-cut", "--variants", "3", "--eval-share", "0.2", "--out", folder["data"]);

        Assert.True(exitCode == 0, error);
        Assert.Contains("11 answers are good", output, StringComparison.Ordinal);
        var ct = TestContext.Current.CancellationToken;
        var rows = await DataFolder.ReadRowsAsync(folder["data"], null, ct).ToListAsync(ct);
        Assert.InRange(rows.Count, 20, 33);
        Assert.Contains(rows, row => row.Required is not null);
        await TrainingCli.RequireAsync("data", "check", "--data", folder["data"]);
        await TrainingCli.RequireAsync("data", "stats", "--data", folder["data"]);
    }

    [Theory]
    [InlineData("Give --model", "--rows", "5")]
    [InlineData("--own 0.5.5 is not allowed", "--model", "base", "--own", "0.5.5")]
    [InlineData("--own 2000 is not allowed", "--model", "base", "--own", "2000")]
    [InlineData("There is no base 'nowhere'", "--model", "nowhere", "--rows", "5")]
    [InlineData("--rows must be at least 1", "--model", "base", "--rows", "0")]
    [InlineData("--top-p must be from 0.01 to 1", "--model", "base", "--top-p", "0")]
    [InlineData("--temperature must be from 0 to 2", "--model", "base", "--temperature", "-1")]
    [InlineData("--max-tokens must be from 8 to 4096", "--model", "base", "--max-tokens", "1")]
    [InlineData("--batch must be from 1 to 65536", "--model", "base", "--batch", "0")]
    [InlineData("'nowhere.jsonl'", "--model", "base", "--prompts", "nowhere.jsonl")]
    [InlineData("There is no 'nowhere.jsonl' to exclude", "--model", "base", "--exclude", "nowhere.jsonl")]
    public async Task What_is_wrong_is_said_in_a_line(string says, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await TrainingCli.RunAsync(["data", "distill", "--out", folder["out"], .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<DistilledAnswer>> AnswersAsync(string folder) => (await BatchFile<DistilledAnswer>.OpenAsync(
        Path.Combine(folder, DistilledRows.AnswersFile), TestContext.Current.CancellationToken)).Items;
}
