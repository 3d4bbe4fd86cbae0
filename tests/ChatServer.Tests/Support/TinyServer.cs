namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>One server over a tiny real model, shared by the tests that do not harm it.</summary>
public sealed class TinyServer : IAsyncLifetime
{
    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ServerProcess.StartAsync("--model", TinyModelFolder.Path, "--page", "/nowhere");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
