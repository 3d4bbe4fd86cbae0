using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using TreasureMarkers.ChatServer.Access;
using TreasureMarkers.ChatServer.Api;
using TreasureMarkers.ChatServer.Configuration;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Engines;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Hosting;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.ChatServer.Storage;
using TreasureMarkers.Inference;
using TreasureMarkers.Models;

namespace TreasureMarkers.ChatServer;

/// <summary>The chat server: the page, the SignalR hub and the OpenAI-compatible API over a marker model.</summary>
internal static class Program
{
    /// <summary>Serves until the process is told to stop, or runs a verb.</summary>
    /// <param name="args">The command line; see <see cref="CommandLine"/>.</param>
    /// <returns>0, or 1 after an error that was written to the error stream in one line.</returns>
    public static async Task<int> Main(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(CommandLine.Help);
            return 0;
        }

        try
        {
            if (args is [KeysCommand.Verb, .. var rest])
            {
                await KeysCommand.RunAsync(rest);
                return 0;
            }

            await using WebApplication app = await BuildAsync(args);
            await RunAsync(app);
            return 0;
        }
        catch (Exception e) when (e is StartupException or ModelException or OptionsValidationException)
        {
            string message = e is OptionsValidationException invalid ? string.Join(" ", invalid.Failures) : e.Message;
            bool isModel = e is OptionsValidationException { OptionsType: var type } && type == typeof(MarkerModelOptions);
            await Console.Error.WriteLineAsync($"error: {(isModel ? $"{LocalModel.Section}: " : "")}{message}");
            return 1;
        }
    }

    /// <summary>A server with its model loaded and its database open, not listening yet.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Replaces services, for tests.</param>
    /// <exception cref="StartupException">The arguments or the configuration are wrong, or the database cannot be opened.</exception>
    /// <exception cref="OptionsValidationException">An option is malformed or out of range.</exception>
    /// <exception cref="ModelException">The model folder cannot be used.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = CommandLine.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestJson.MaxReadBytes;
        });

        IServiceCollection services = builder.Services;
        services.AddServerOptions();
        services.AddStorage();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<ClientLimiter>();
        services.AddModel(builder.Configuration);
        services.AddSingleton<GenerationMonitor>();
        services.AddSingleton<ConversationRecorder>();
        services.AddSingleton<ReplyService>();
        services.AddSingleton<ShutdownState>();
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        services.AddSignalR(hub => hub.MaximumReceiveMessageSize = RequestJson.MaxBytes);
        services.AddHealthChecks().AddCheck<ReadyCheck>(nameof(ReadyCheck), timeout: TimeSpan.FromSeconds(5));
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<ServerOptions>>((cors, server) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(server.Value.Origins())
            .WithMethods("GET", "POST", "PATCH", "DELETE")
            .AllowAnyHeader()
            .AllowCredentials()));

        // Names are not checked where keys are: appsettings.json lists this machine's.
        services.AddOptions<HostFilteringOptions>().Configure<IOptions<ServerOptions>>((filter, server) =>
            filter.AllowedHosts = server.Value.OpenAddresses().Any() ? ["*"] : filter.AllowedHosts);
        configure?.Invoke(services);

        WebApplication app = builder.Build();
        ServerOptions options = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        await app.Services.OpenDatabaseAsync(CancellationToken.None);
        await RequireKeyAsync(options, app.Services.GetRequiredService<ApiKeyStore>());
        app.Services.GetRequiredService<ServedModel>();
        foreach (string address in options.Addresses())
        {
            app.Urls.Add(address);
        }

        app.UseExceptionHandler(handler => handler.Run(context => context.WriteErrorAsync(ErrorEvents.Internal)));
        app.UseSecurityHeaders();
        app.UseMiddleware<OriginMiddleware>();
        app.UseCors();
        app.UseMiddleware<ApiKeyMiddleware>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseChatPage(Folders.Page(options));

        app.MapHub<ChatHub>(ChatHub.Path);
        app.MapOpenAI();
        app.MapConversations();
        app.MapGet("/api/taxonomy", (ServedModel model) => Results.Text(model.DescribeTaxonomy(), "application/json"));
        app.MapGet("/api/model", (ServedModel model) => model);
        app.MapGet("/api/status", (GenerationMonitor monitor) => monitor.Status);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        return app;
    }

    private static async Task RequireKeyAsync(ServerOptions options, ApiKeyStore keys)
    {
        if (options.OpenAddresses().FirstOrDefault() is { } open
            && (await keys.ListAsync(CancellationToken.None)).All(key => key.Revoked is not null))
        {
            throw new StartupException(
                $"Refusing to listen on {open}: others can reach it, and there is no API key yet. "
                + "Make one with 'keys create NAME', or use http://127.0.0.1:PORT.");
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new StartupException($"{e.Message.TrimEnd('.')}. Stop the other program or choose another port with --port N.", e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartupException(e.Message, e);
        }

        foreach (string address in app.Urls)
        {
            Console.WriteLine($"Listening on {address}");
        }

        await app.WaitForShutdownAsync();
    }
}
