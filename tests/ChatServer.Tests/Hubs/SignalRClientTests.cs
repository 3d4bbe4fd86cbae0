using System.Diagnostics;
using System.Text.Json;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Hubs;

/// <summary>The client that the page uses, under Node.</summary>
[Collection(TinyServerCollection.Name)]
public sealed class SignalRClientTests(TinyServer tiny)
{
    [Fact]
    public async Task The_real_client_streams_and_stops()
    {
        string web = Path.Combine(Repository.Root, "web");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(web, "node_modules", "@microsoft", "signalr")),
            "web/node_modules is not installed; run `npm ci` in web/.");
        ServerStatus before = await tiny.Server.StatusAsync();

        using Process node = Process.Start(new ProcessStartInfo(
            "node", [Path.Combine(AppContext.BaseDirectory, "Node", "hub.mjs"), web, tiny.Server.Address.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.Equal(0, node.ExitCode);
        JsonElement seen = JsonDocument.Parse(output).RootElement;
        foreach (string reply in (string[])["whole", "after"])
        {
            Assert.Equal("started", seen.GetProperty(reply)[0].GetString());
            Assert.Equal("done", seen.GetProperty(reply).EnumerateArray().Last().GetString());
        }

        ServerStatus after = await tiny.Server.WaitForAsync(status => status.Active == 0);
        Assert.Equal(before.Cancelled + 1, after.Cancelled);
        Assert.InRange(after.LastStopMilliseconds!.Value, 0, 500);
    }
}
