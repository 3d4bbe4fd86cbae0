using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Backends;

/// <summary>Another engine, over HTTP.</summary>
internal sealed class UpstreamBackend : IChatBackend, IDisposable
{
    private readonly HttpClient _http;
    private readonly UpstreamClient _client;

    /// <summary>Connects when the first request comes.</summary>
    /// <param name="options">The engine.</param>
    /// <param name="taxonomy">The markers that its model knows.</param>
    /// <param name="logger">Is told what callers are not: what the engine's refusals say.</param>
    public UpstreamBackend(UpstreamOptions options, MarkerTaxonomy taxonomy, ILogger<UpstreamBackend> logger)
    {
        Taxonomy = taxonomy;
        Model = new ModelDescription(options.Model, null, "remote", null);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        })
        {
            BaseAddress = new Uri(options.BaseUrl.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (!string.IsNullOrEmpty(options.ApiKey))
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        }

        _client = new UpstreamClient(_http, options, taxonomy, logger);
    }

    public IChatClient Client => _client;

    public MarkerTaxonomy Taxonomy { get; }

    public ModelDescription Model { get; }

    public int Running => _client.Running;

    // The engine keeps the queue.
    public int Queued => 0;

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _http.GetAsync("models", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }
}
