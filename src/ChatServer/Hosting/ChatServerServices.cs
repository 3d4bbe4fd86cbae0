using TreasureMarkers.ChatServer.Access;
using TreasureMarkers.ChatServer.Backends;
using TreasureMarkers.ChatServer.Conversations;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Storage;
using TreasureMarkers.Inference;
using TreasureMarkers.Markers;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>The server's services.</summary>
internal static class ChatServerServices
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds them.</summary>
    /// <exception cref="StartupException">The model or its engine is not named as it must be.</exception>
    public static void AddChatServer(
        this IServiceCollection services, ServerOptions options, InferenceOptions inference, AccessPolicy policy, Database database)
    {
        services.AddSingleton(options);
        services.AddSingleton(policy);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ShutdownState>();
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        services.AddModel(options, inference);

        // By a factory, so that the container closes it.
        services.AddSingleton(_ => database);
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<ClientLimiter>();
        services.AddSingleton<IConversationStore, ConversationStore>();
        services.AddSingleton<ConversationRecorder>();
        services.AddSingleton<GenerationMonitor>();
        services.AddSingleton<ReplyService>();
        services.AddSignalR(hub => hub.MaximumReceiveMessageSize = RequestJson.MaxBytes);
        services.AddHealthChecks().AddCheck<ReadyCheck>(nameof(ReadyCheck), timeout: ReadyTimeout);
        services.AddCors(cors => cors.AddDefaultPolicy(origins => origins
            .WithOrigins([.. policy.AllowedOrigins])
            .WithMethods("GET", "POST", "PATCH", "DELETE")
            .AllowAnyHeader()
            .AllowCredentials()));
    }

    private static void AddModel(this IServiceCollection services, ServerOptions options, InferenceOptions inference)
    {
        if (inference.Backend is BackendKind.OpenAI)
        {
            inference.OpenAI.Validate();
            MarkerTaxonomy taxonomy = Folders.Taxonomy(options);
            services.AddSingleton<IChatBackend>(provider => new UpstreamBackend(
                inference.OpenAI, taxonomy, provider.GetRequiredService<ILogger<UpstreamBackend>>()));
            return;
        }

        string model = Folders.Model(options, Directory.GetCurrentDirectory());
        services.AddOptions<MarkerModelOptions>().BindConfiguration(InferenceOptions.LocalSection);
        services.AddMarkerChatClient(client => client.ModelFolder = model);
        services.AddSingleton<IChatBackend, LocalBackend>();
    }
}
