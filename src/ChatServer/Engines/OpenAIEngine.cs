using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;
using TreasureMarkers.ChatServer.Configuration;
using TreasureMarkers.Markers;

namespace TreasureMarkers.ChatServer.Engines;

/// <summary>
/// The configuration section <c>Inference:OpenAI</c>: an OpenAI-compatible engine that answers instead of a model in this process.
/// It is another of these servers, or one that serves the exported weights (<c>tm export --format gguf</c> for llama.cpp).
/// </summary>
internal sealed class OpenAIEngineOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Inference:OpenAI";

    /// <summary>The address of its API, such as <c>http://10.0.0.5:8000/v1</c>.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>The name under which it serves the model. It is also the model's name here.</summary>
    public string Model { get; set; } = "";

    /// <summary>The key that it asks for; none by default. Best set as the environment variable <c>Inference__OpenAI__ApiKey</c>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Whether markers are written at the end of the last user message, as the model was trained to read them, instead of beside
    /// the messages. This is for engines that know nothing of markers (vLLM, llama.cpp). They cannot enforce, and they read a
    /// user's text that looks like a control token as one.
    /// </summary>
    public bool MarkersInPrompt { get; set; }
}

/// <summary>Sets up an OpenAI-compatible engine as the server's chat client.</summary>
internal static class OpenAIEngine
{
    /// <summary>Adds the engine's client, its model and the check that it can be reached.</summary>
    public static void AddOpenAIEngine(this IServiceCollection services)
    {
        services.AddSection<OpenAIEngineOptions>(OpenAIEngineOptions.Section, "Inference:OpenAI:MarkersInPrompt must be true or false.")
            .Validate(
                options => Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out Uri? uri)
                    && uri.Scheme is ("http" or "https") && uri.UserInfo.Length == 0,
                "Inference:OpenAI:BaseUrl must be the engine's http or https address, such as http://10.0.0.5:8000/v1, "
                + "without a password.")
            .Validate(
                options => options.Model.Length > 0,
                "Inference:OpenAI:Model is missing: the name under which the engine serves the model.");
        services.AddHttpClient(OpenAIEngineOptions.Section).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        });
        services.AddSingleton(provider => new ServedModel(
            provider.GetRequiredService<IOptions<OpenAIEngineOptions>>().Value.Model,
            ContextLength: null,
            "remote",
            Card: null,
            Folders.Taxonomy(provider.GetRequiredService<IOptions<ServerOptions>>().Value)));
        services.AddSingleton<IChatClient>(provider => CreateClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(OpenAIEngineOptions.Section),
            provider.GetRequiredService<IOptions<OpenAIEngineOptions>>().Value,
            provider.GetRequiredService<ServedModel>().Taxonomy,
            provider.GetRequiredService<ILogger<MarkerEngineClient>>()));
        services.AddHealthChecks().AddCheck<ReadyCheck>("engine", timeout: TimeSpan.FromSeconds(5));
    }

    /// <summary>The client of an engine.</summary>
    /// <param name="http">Reaches the engine.</param>
    /// <param name="options">The engine.</param>
    /// <param name="taxonomy">The markers that its model knows.</param>
    /// <param name="logger">Logs what the engine's errors say.</param>
    public static IChatClient CreateClient(HttpClient http, OpenAIEngineOptions options, MarkerTaxonomy taxonomy, ILogger logger)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        var client = new ChatClient(options.Model, new KeyPolicy(options.ApiKey), new OpenAIClientOptions
        {
            Endpoint = new Uri(options.BaseUrl),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(http),
        });
        return new MarkerEngineClient(client.AsIChatClient(), options, taxonomy, logger);
    }

    // OpenAI's client cannot be made without a key, and sends it; an engine that asks for none is sent none.
    private sealed class KeyPolicy(string? key) : AuthenticationPolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            AddKey(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            AddKey(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void AddKey(PipelineMessage message)
        {
            if (!string.IsNullOrEmpty(key))
            {
                message.Request.Headers.Set("Authorization", $"Bearer {key}");
            }
        }
    }

    private sealed class ReadyCheck(IHttpClientFactory clients, IOptions<OpenAIEngineOptions> options) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            using HttpClient http = clients.CreateClient(OpenAIEngineOptions.Section);
            using var request = new HttpRequestMessage(HttpMethod.Get, options.Value.BaseUrl.TrimEnd('/') + "/models");
            if (!string.IsNullOrEmpty(options.Value.ApiKey))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.ApiKey);
            }

            try
            {
                using HttpResponseMessage response = await http.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                return response.IsSuccessStatusCode ? HealthCheckResult.Healthy() : Unreachable();
            }
            catch (HttpRequestException)
            {
                return Unreachable();
            }
        }

        private static HealthCheckResult Unreachable() => HealthCheckResult.Unhealthy("The model cannot be reached.");
    }
}
