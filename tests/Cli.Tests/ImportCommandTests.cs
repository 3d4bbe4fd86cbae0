using System.Diagnostics;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Fixtures.Trained;

namespace TreasureMarkers.Cli.Tests;

/// <summary>A base from the command line: imported by hand, and by tm chat at its first use.</summary>
public sealed class ImportCommandTests
{
    [Fact]
    public async Task A_folder_is_imported_with_progress()
    {
        using var folder = new TemporaryFolder();
        new TinyCheckpoint("qwen2").WriteTo(folder["base"]);

        var (exitCode, output, error) = await TrainingCli.RunAsync("import", folder["base"], "--out", folder["out"], "--context", "128");

        Assert.True(exitCode == 0, error);
        Assert.Contains("qwen2, 0 million parameters, context 128, licence apache-2.0", output, StringComparison.Ordinal);
        Assert.Contains("100% of the weights", output, StringComparison.Ordinal);
        Assert.Contains("\"context_length\": 128", await File.ReadAllTextAsync(folder["out/genai_config.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no 'none'", "none")]
    [InlineData("Allowed: source, fp32, int8, int4", "none", "--precision", "q4")]
    [InlineData("--context must be 64 or more", "none", "--context", "1")]
    public async Task Bad_input_is_one_line(string says, params string[] arguments)
    {
        var (exitCode, _, error) = await TrainingCli.RunAsync(["import", .. arguments, "--out", "/tmp/unused"]);
        Assert.Equal(1, exitCode);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_imports_a_base_once_also_when_two_begin_together()
    {
        using var folder = new TemporaryFolder();
        new TinyCheckpoint("llama").WriteTo(folder["base"]);

        var both = await Task.WhenAll(ServeAsync(folder, "a.db"), ServeAsync(folder, "b.db"));

        Assert.Equal(1, both.Count(output => output.Contains("imported into", StringComparison.Ordinal)));
        Assert.Single(Directory.EnumerateDirectories(folder["base.tm"]));
        Assert.DoesNotContain("import", await ServeAsync(folder, "c.db"), StringComparison.Ordinal);

        // The base is another: what was imported of the old one goes.
        File.AppendAllText(folder["base/README.md"], "changed");
        Assert.Contains("imported into", await ServeAsync(folder, "d.db"), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateDirectories(folder["base.tm"]));
    }

    [Fact]
    public async Task A_base_where_nothing_can_be_written_is_imported_into_the_users_cache()
    {
        using var folder = new TemporaryFolder();
        new TinyCheckpoint("llama").WriteTo(folder["base"]);
        // Even root cannot make a folder where a file is.
        await File.WriteAllTextAsync(folder["base.tm"], "");

        var output = await ServeAsync(folder, "a.db", cache: folder["cache"]);

        Assert.Contains($"imported into '{folder["cache"]}", output, StringComparison.Ordinal);
        Assert.Contains("genai_config.json", Directory.EnumerateFiles(folder["cache"], "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    // What is printed until the server listens; the server is then ended.
    private static async Task<string> ServeAsync(TemporaryFolder folder, string database, string? cache = null)
    {
        var start = TrainingCli.StartInfo("chat", "--model", folder["base"], "--port", "0", "--database", folder[database]);
        start.Environment["XDG_CACHE_HOME"] = cache ?? folder["unused"];
        using var process = Process.Start(start)!;
        var printed = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            printed.Add(line);
            if (line.StartsWith("Listening on ", StringComparison.Ordinal))
            {
                process.Kill(entireProcessTree: true);
                return string.Join('\n', printed);
            }
        }

        throw new InvalidOperationException(string.Join('\n', printed) + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
