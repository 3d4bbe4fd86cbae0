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
        ServerStatus before = await tiny.Server.StatusAsync();
        JsonElement seen = await NodeClients.RunAsync("hub.mjs", tiny.Server.Address.ToString());
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
