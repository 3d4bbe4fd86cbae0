using System.Diagnostics;

namespace TreasureMarkers.Data.Sources.Packages;

/// <summary>Runs a package manager's program.</summary>
internal static class ToolProcess
{
    /// <summary>Runs a program to its end; cancelling ends it with its children.</summary>
    /// <param name="program">Found on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder it runs in.</param>
    /// <param name="aptConfiguration">What APT_CONFIG names, or null.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="SourceException">It is not there or fails; its own message is passed on.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, string? aptConfiguration, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        if (aptConfiguration is not null)
        {
            start.Environment["APT_CONFIG"] = aptConfiguration;
        }

        using var process = Start(start);
        await using var ending = ct.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        ct.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? await output
            : throw new SourceException($"`{program} {string.Join(' ', arguments)}` failed: {(errors.Trim() is { Length: > 0 } said ? said : "it printed no reason")}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SourceException(
                $"'{start.FileName}' is not on this machine. The data is read from Debian's packages through apt and dpkg, and from npm's; build it on Debian or a derivative with Node.js.", e);
        }
    }
}
