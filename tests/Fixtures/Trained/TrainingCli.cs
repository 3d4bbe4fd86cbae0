using System.Diagnostics;

namespace TreasureMarkers.Fixtures.Trained;

/// <summary>The real command line in its own process, as built beside the tests.</summary>
internal static class TrainingCli
{
    /// <summary>Starts a command; its output is redirected.</summary>
    public static Process Start(params string[] arguments) => Process.Start(StartInfo(arguments))!;

    /// <summary>How a command is started; its output is redirected.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments) => new("dotnet", [Path.Combine(AppContext.BaseDirectory, "tm.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs a command that has to succeed.</summary>
    public static async Task RequireAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {exitCode}.\n{output}\n{error}");
        }
    }
}
