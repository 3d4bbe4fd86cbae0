using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Training.Loop;

namespace TreasureMarkers.Training.Tests.Support;

/// <summary>The real llama.cpp, from npm's node-llama-cpp, which is installed beside the tests when its lock file is new.</summary>
internal static class LlamaCpp
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Export", "LlamaCpp");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>What it writes after each prompt with greedy decoding, and how it tokenises the texts.</summary>
    public static async Task<LlamaCppAnswer> RunAsync(string gguf, IReadOnlyList<int[]> prompts, int steps, IReadOnlyList<string> texts)
    {
        await Installed.Value;
        var output = await RunAsync("node", ["greedy.mjs", gguf], JsonSerializer.Serialize(new { prompts, steps, texts }));
        return JsonSerializer.Deserialize<LlamaCppAnswer>(output, RunFolder.Json)!;
    }

    private static async Task InstallAsync()
    {
        var (wanted, stamp) = (await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json")), Path.Combine(Folder, "installed"));
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != wanted)
        {
            await RunAsync("npm", ["ci", "--ignore-scripts", "--omit=optional", "--loglevel=error"], "");
            await File.WriteAllTextAsync(stamp, wanted);
        }
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.\n{await error}");
    }
}
