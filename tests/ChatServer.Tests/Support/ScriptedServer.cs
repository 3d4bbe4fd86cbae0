using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using TreasureMarkers.ChatServer.Engines;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>The whole server in this process, on a real port, over a <see cref="ScriptedClient"/>.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedServer(WebApplication app, ScriptedClient client)
    {
        _app = app;
        Client = client;
        Address = new Uri(app.Urls.Single() + "/");
        Http = new HttpClient { BaseAddress = Address };
    }

    public ScriptedClient Client { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static Task<ScriptedServer> StartAsync(params AIContent[] answer) => StartAsync(_ => answer);

    public static Task<ScriptedServer> StartAsync(Func<IReadOnlyList<ChatMessage>, IEnumerable<AIContent>> script, params string[] args)
    {
        var client = new ScriptedClient(script);
        return StartAsync(client, args, services => services
            .AddSingleton<IChatClient>(client)
            .AddSingleton(new ServedModel("scripted", 1024, "cpu", null, MarkerTaxonomy.Default)));
    }

    /// <summary>A server over the engine that the arguments name.</summary>
    public static Task<ScriptedServer> ConnectAsync(params string[] args) => StartAsync(new ScriptedClient(_ => []), args, null);

    private static async Task<ScriptedServer> StartAsync(ScriptedClient client, string[] args, Action<IServiceCollection>? configure)
    {
        WebApplication app = await Program.BuildAsync(
            ["--port", "0", "--page", "/nowhere", "--database", TestDatabases.NewFile(), "--Logging:LogLevel:Default", "None", .. args], configure);
        await app.StartAsync();
        return new ScriptedServer(app, client);
    }

    /// <summary>Posts a chat completion and gives the answer's status and text.</summary>
    public async Task<(int Status, string Text)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Http.PostAsync("/v1/chat/completions", content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Posts a chat completion that is answered with JSON.</summary>
    public async Task<JsonElement> PostJsonAsync(string body) => JsonElement.Parse((await PostAsync(body)).Text);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
