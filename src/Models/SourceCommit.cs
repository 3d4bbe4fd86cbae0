using System.ComponentModel;
using System.Diagnostics;

namespace TreasureMarkers.Models;

/// <summary>The commit that this program was built from, for the reports that must name it.</summary>
internal static class SourceCommit
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>
    /// Its 40 hexadecimal digits, and <c>-dirty</c> where files differ from it; null outside a git checkout or without git.
    /// </summary>
    public static string? Hash => Found.Value;

    private static string? Find()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = AppContext.BaseDirectory,
            })!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : null;
        }
        catch (Win32Exception)
        {
            // No git on this machine.
            return null;
        }
    }
}
