using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.AI;
using TreasureMarkers.Fixtures;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Inference.Tests.Engine;

/// <summary>Nothing leaves the machine: a child process with an empty home loads and generates under the eyes of strace.</summary>
public class PrivacyTests(ModelFolders folders)
{
    private const string FolderVariable = "TREASURE_TEST_MODEL";

    [Fact]
    public void AModelLoadsAndAnswersWithoutAFileInTheHomeFolderOrANameLookUp()
    {
        var (home, calls) = Trace(nameof(LoadsAndAnswers));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories));
        Assert.DoesNotContain(calls, IsNetwork);
        Directory.Delete(home);
    }

    [Fact]
    public void ANameLookUpWouldBeSeen()
    {
        var (home, calls) = Trace(nameof(LooksANameUp));
        Assert.Contains(calls, IsNetwork);
        Directory.Delete(home, recursive: true);
    }

    [Fact(Explicit = true)]
    public async Task LoadsAndAnswers()
    {
        foreach (var runtime in new[] { ModelRuntime.OnnxRuntime, ModelRuntime.GenAI })
        {
            var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
            using var client = MarkerChatClient.Load(new MarkerModelOptions { ModelFolder = folder, Runtime = runtime });
            var response = await client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 20 });
            Assert.NotNull(response.Usage);
        }

        // Telemetry is sent in the background, some time after the model is there.
        await Task.Delay(3000);
    }

    [Fact(Explicit = true)]
    public async Task LooksANameUp()
    {
        try
        {
            await Dns.GetHostEntryAsync("name.invalid");
        }
        catch (System.Net.Sockets.SocketException)
        {
        }
    }

    /// <summary>Sockets of the internet, and the netlink socket with which the resolver begins every look-up.</summary>
    private static bool IsNetwork(string call) =>
        call.Contains("AF_INET", StringComparison.Ordinal) || call.Contains("AF_NETLINK", StringComparison.Ordinal);

    private (string Home, string[] Calls) Trace(string test)
    {
        var home = Directory.CreateTempSubdirectory("plugin-home-").FullName;
        var log = Path.GetTempFileName();
        var assembly = typeof(PrivacyTests).Assembly.Location;
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo("strace")
        {
            ArgumentList = { "-f", "-qq", "-e", "trace=network", "-o", log, dotnet, "exec", assembly, "-noLogo", "-explicit", "only",
                "-method", $"{typeof(PrivacyTests).FullName}.{test}" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = home;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[FolderVariable] = folders.Small;
        foreach (var inherited in new[] { "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME" })
        {
            start.Environment.Remove(inherited);
        }

        using var child = StartOrSkip(start);
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, output);
        var calls = File.ReadAllLines(log);
        File.Delete(log);
        return (home, calls);
    }

    private static Process StartOrSkip(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("strace is not installed: install it to check that no name is looked up.");
            throw;
        }
    }
}
