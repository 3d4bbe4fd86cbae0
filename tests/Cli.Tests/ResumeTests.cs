using System.Diagnostics;
using System.Text.Json.Nodes;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;
using TreasureMarkers.Training;

namespace TreasureMarkers.Cli.Tests;

public sealed class ResumeTests
{
    [Fact]
    public async Task A_run_killed_at_random_moments_ends_bit_for_bit_as_one_that_was_not()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync(await ArgumentsAsync(folder["whole"]));
        var kills = 0;
        while (true)
        {
            // A run that was killed before it wrote its first checkpoint begins again.
            using var process = TrainingCli.Start(
                File.Exists(Path.Combine(folder["killed"], RunFile.FileName)) ? ["train", "--resume", folder["killed"]] : await ArgumentsAsync(folder["killed"]));
            // A last round without a kill makes sure that the run ends on however slow a machine.
            if (kills == 3)
            {
                await process.WaitForExitAsync();
                Assert.Equal(0, process.ExitCode);
                break;
            }

            await UntilStepsAsync(folder["killed"], process, atLeast: 1 + Random.Shared.Next(12));
            process.Kill();
            await process.WaitForExitAsync();
            kills++;
        }

        Assert.Equal(Losses(folder["whole"]), Losses(folder["killed"]));
        var (whole, killed) = (Load(folder["whole"]), Load(folder["killed"]));
        Assert.True(killed.State.IsFinished);
        Assert.All(whole.Weights, weight => Assert.Equal(weight.Value, killed.Weights[weight.Key]));
        Assert.All(whole.SecondMoments, moment => Assert.Equal(moment.Value, killed.SecondMoments[moment.Key]));
    }

    [Fact]
    public async Task Sigterm_writes_the_checkpoint_of_the_last_whole_step()
    {
        using var folder = new TemporaryFolder();
        using var process = TrainingCli.Start(await ArgumentsAsync(folder["run"], steps: 100_000, checkpointSteps: 100_000));
        await UntilStepsAsync(folder["run"], process, atLeast: 3);

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("--resume", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(Losses(folder["run"]).Count, Load(folder["run"]).State.Step);
    }

    [Fact]
    public async Task Two_processes_do_not_train_in_one_folder()
    {
        using var folder = new TemporaryFolder();
        using var first = TrainingCli.Start(await ArgumentsAsync(folder["run"], steps: 100_000, checkpointSteps: 100_000));
        await UntilStepsAsync(folder["run"], first, atLeast: 1);

        var second = await TrainingCli.RunAsync("train", "--resume", folder["run"]);

        first.Kill();
        await first.WaitForExitAsync();
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("Another process is training", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_may_be_given_more_but_not_less_and_no_other_option()
    {
        using var folder = new TemporaryFolder();
        await TrainingCli.RequireAsync([.. await ArgumentsAsync(folder["run"]), "--minutes", "0.05"]);
        var steps = Load(folder["run"]).State.Step;
        async Task<(int ExitCode, string Output, string Error)> Resume(params string[] more) =>
            await TrainingCli.RunAsync(["train", "--resume", folder["run"], .. more]);

        foreach (var (says, more) in new[]
        {
            ("less than the run's 0.05", new[] { "--minutes", "0.04" }), ("without --epochs", ["--epochs", "2"]), ("--seed cannot be changed", ["--seed", "2"]),
        })
        {
            var (exitCode, _, error) = await Resume(more);
            Assert.Equal(1, exitCode);
            Assert.Contains(says, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }

        Assert.Contains("The run is finished", (await Resume()).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Resume("--minutes", "0.1")).ExitCode);
        Assert.True(Load(folder["run"]).State.Step > steps);
        Assert.Equal(0.1, Load(folder["run"]).State.Config.Minutes);
    }

    private static async Task<string[]> ArgumentsAsync(string run, int steps = 25, int checkpointSteps = 4) =>
    [
        "train", "--preset", "nano", "--precision", "fp32", "--data", await TinyModel.GetDataFolderAsync(), "--out", run,
        "--pretrain-steps", "15", "--steps", $"{steps}", "--batch-tokens", "512", "--packed-length", "256", "--checkpoint-steps", $"{checkpointSteps}", "--eval-every", "10", "--threads", "1",
    ];

    // Counts from what the process finds: earlier processes' steps do not count.
    private static async Task UntilStepsAsync(string run, Process process, int atLeast)
    {
        var log = Path.Combine(run, TrainingLog.FileName);
        int? found = null;
        while (!process.HasExited)
        {
            var steps = File.Exists(log) ? (await File.ReadAllLinesAsync(log)).Length : 0;
            found ??= steps;
            if (steps < found)
            {
                found = steps;
            }

            if (steps - found >= atLeast)
            {
                return;
            }

            await Task.Delay(10);
        }
    }

    private static List<(int Step, string Loss)> Losses(string run) =>
    [
        .. File.ReadLines(Path.Combine(run, TrainingLog.FileName))
            .Select(line => JsonNode.Parse(line)!)
            .Where(entry => entry["loss"] is not null)
            .Select(entry => ((int)entry["step"]!, entry["loss"]!.ToJsonString())),
    ];

    private static Checkpoint Load(string run) => Checkpoint.Load(run);
}
