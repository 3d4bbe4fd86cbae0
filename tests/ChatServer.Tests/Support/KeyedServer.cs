using System.Net.Http.Headers;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>A server that needs keys, with one key made before it started.</summary>
public sealed class KeyedServer : IAsyncLifetime
{
    public string Database { get; } = TestDatabases.NewFile();

    public string Key { get; private set; } = "";

    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Key = await CreateKeyAsync("first");
        Server = await ServerProcess.StartAsync(
            "--model", TinyModelFolder.Path, "--page", "/nowhere", "--database", Database, "--Server:RequireKey", "true", "--Server:RequestsPerMinute", "1000");
    }

    public Task<string> CreateKeyAsync(string name) => ServerProcess.KeysAsync(Database, "create", name);

    /// <summary>A client that sends a key.</summary>
    public HttpClient Connect(string key)
    {
        var http = new HttpClient { BaseAddress = Server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
