namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>A server with a page of its own.</summary>
public sealed class PageServer : IAsyncLifetime
{
    private readonly string _page = Path.Combine(Path.GetTempPath(), "tm-" + Path.GetRandomFileName());

    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_page, "assets"));
        await File.WriteAllTextAsync(Path.Combine(_page, "index.html"), "<!doctype html><title>page</title>");
        await File.WriteAllTextAsync(Path.Combine(_page, "assets", "index-1a2b.js"), "export {};");
        Server = await ServerProcess.StartAsync("--model", TinyModelFolder.Path, "--page", _page);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_page, recursive: true);
    }
}
