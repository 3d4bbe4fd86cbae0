using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TreasureMarkers.Models.Tests.Support;

/// <summary>A Node script with its packages, which are installed beside the tests when their lock file is new.</summary>
internal sealed class NpmProgram
{
    // Test classes run beside each other, and two of them may share a folder.
    private static readonly ConcurrentDictionary<string, Lazy<Task>> Installed = [];
    private readonly string _folder;
    private readonly Lazy<Task> _installed;

    /// <summary>Nothing is installed yet.</summary>
    /// <param name="folder">Where script and lock file are, below the tests.</param>
    public NpmProgram(string folder)
    {
        _folder = Path.Combine(AppContext.BaseDirectory, folder);
        _installed = Installed.GetOrAdd(_folder, _ => new Lazy<Task>(InstallAsync));
    }

    /// <summary>The folder of an installed package.</summary>
    public async Task<string> PackageAsync(string name)
    {
        await _installed.Value;
        return Path.Combine(_folder, "node_modules", name);
    }

    /// <summary>Runs the script and gives what it printed.</summary>
    public async Task<string> RunAsync(string script, string argument, string input)
    {
        await _installed.Value;
        return await StartAsync("node", [script, argument], input);
    }

    /// <summary>Skips the test on other machines than those for which the lock files have native packages.</summary>
    public static void Require() =>
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64,
            "Its native npm packages are locked for Linux on x64 alone.");

    private async Task InstallAsync()
    {
        var (wanted, stamp) = (await File.ReadAllTextAsync(Path.Combine(_folder, "package-lock.json")), Path.Combine(_folder, "installed"));
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp) != wanted)
        {
            await StartAsync("npm", ["ci", "--ignore-scripts", "--omit=optional", "--loglevel=error"], "");
            await File.WriteAllTextAsync(stamp, wanted);
        }
    }

    private async Task<string> StartAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
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
            : throw new InvalidOperationException(
                $"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}.\n{await error}");
    }
}
