using System.Diagnostics;
using System.Text.Json;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>The real clients in Clients/, under Node; installed from the lock file on first use.</summary>
public static class NodeClients
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "ChatServer.Tests", "Clients");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>Runs a script against a server and gives the JSON that it prints.</summary>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        await Installed.Value;
        var (code, output, errors) = await RunProcessAsync("node", [Path.Combine(Folder, script), .. arguments]);
        Assert.True(code == 0, $"{script} ended with {code}.\n{output}\n{errors}");
        return JsonElement.Parse(output);
    }

    private static async Task InstallAsync()
    {
        // npm writes a copy of the lock file when it has installed what it says.
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            return;
        }

        var (code, output, errors) = await RunProcessAsync("npm", ["ci", "--no-progress"]);
        Assert.True(code == 0, $"npm ci ended with {code}.\n{output}\n{errors}");
    }

    private static async Task<(int Code, string Output, string Errors)> RunProcessAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
