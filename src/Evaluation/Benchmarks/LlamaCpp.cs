using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.Models;

namespace TreasureMarkers.Evaluation.Benchmarks;

/// <summary>
/// llama.cpp, by its npm package. It is run with one thread, too, and the faster of both counts: on few processors its threads wait for
/// each other longer than they work.
/// </summary>
internal sealed class LlamaCpp : IDisposable
{
    private readonly Process[] _processes;

    private LlamaCpp(Process[] processes) => _processes = processes;

    /// <summary>Installs the package by its lock file, where that was not done since the file changed, and loads the weights.</summary>
    /// <param name="folder">The folder of decode.mjs and its npm package.</param>
    /// <param name="gguf">The weights.</param>
    /// <param name="threads">Threads of the second process; the first has one.</param>
    /// <param name="cancellationToken">Stops the installation.</param>
    /// <exception cref="CommandException">npm fails.</exception>
    public static async Task<LlamaCpp> StartAsync(string folder, string gguf, int threads, CancellationToken cancellationToken)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            using var npm = Start(folder, "npm", "ci", "--ignore-scripts", "--omit=optional", "--loglevel=error");
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new CommandException($"llama.cpp's npm package cannot be installed: {await error}{await output}");
            }
        }

        int[] counts = [1, threads];
        return new LlamaCpp([.. counts.Select(count => Start(folder, "node", "decode.mjs", Path.GetFullPath(gguf), $"{count}"))]);
    }

    /// <summary>Decodes greedily after each prompt, whose own pass is not timed; tokens a second, of the faster process.</summary>
    /// <exception cref="CommandException">llama.cpp ended.</exception>
    public async Task<double> DecodeAsync(IEnumerable<(IEnumerable<int> Ids, int Tokens)> prompts, CancellationToken cancellationToken)
    {
        var line = JsonSerializer.Serialize(prompts.Select(prompt => new { ids = prompt.Ids, tokens = prompt.Tokens }));
        var rates = new List<double>();
        foreach (var process in _processes)
        {
            await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
            var answer = await process.StandardOutput.ReadLineAsync(cancellationToken)
                ?? throw new CommandException($"llama.cpp ended: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
            rates.Add(JsonElement.Parse(answer).GetProperty("tokensPerSecond").GetDouble());
        }

        return rates.Max();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _processes)
        {
            using (process)
            {
                process.Kill();
            }
        }
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandException($"'{program}' cannot be started: install Node.js 20 or later, which llama.cpp is run by here.", e);
        }
    }
}
