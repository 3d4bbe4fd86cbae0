using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using TreasureMarkers.ChatServer.Backends;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Hubs;
using TreasureMarkers.ChatServer.OpenAI;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Puts the server together and runs it.</summary>
internal static class Server
{
    /// <summary>A server with its model loaded, not listening yet.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Replaces services, for tests.</param>
    /// <exception cref="StartupException">The arguments or the configuration are wrong.</exception>
    /// <exception cref="MarkerModelException">The model folder cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        CommandLine.Check(args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, new Dictionary<string, string>(CommandLine.Switches));
        ServerOptions options = ReadOptions(builder.Configuration);
        string start = Directory.GetCurrentDirectory();

        builder.WebHost.UseUrls(ListenAddresses.From(options));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestJson.MaxReadBytes;
        });
        string model = Folders.Model(options, start);
        builder.Services.AddMarkerChatClient(client => client.ModelFolder = model);
        builder.Services.AddSingleton<IChatBackend, LocalBackend>();
        builder.Services.AddSingleton<GenerationMonitor>();
        builder.Services.AddSingleton<ReplyService>();
        builder.Services.AddSignalR(hub => hub.MaximumReceiveMessageSize = RequestJson.MaxBytes);
        builder.Services.AddHealthChecks().AddCheck<ReadyCheck>(nameof(ReadyCheck));
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        app.Services.GetRequiredService<IChatBackend>();
        Map(app, Folders.Page(options, start));
        return app;
    }

    /// <summary>Listens until the process is told to stop; prints the addresses.</summary>
    /// <exception cref="StartupException">An address cannot be listened on.</exception>
    public static async Task RunAsync(WebApplication app)
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

    private static ServerOptions ReadOptions(ConfigurationManager configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            throw new StartupException("Kestrel:Endpoints is not supported; name the addresses with --urls.");
        }

        try
        {
            return configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException("The port must be a number from 0 to 65535 (--port N).", e);
        }
    }

    private static void Map(WebApplication app, string? page)
    {
        app.UseExceptionHandler(handler => handler.Run(context => OpenAIJson.WriteErrorAsync(
            context, new ErrorEvent(ErrorCodes.Internal, "The server failed on this request; its log has the details."))));
        app.UseSecurityHeaders();
        app.UseLoopbackOrigins();
        app.UseChatPage(page);
        app.MapHub<ChatHub>(ChatHub.Path);
        app.MapOpenAI();
        app.MapGet("/api/taxonomy", (IChatBackend backend) => Results.Text(Enforcement.Describe(backend.Taxonomy), "application/json"));
        app.MapGet("/api/model", (IChatBackend backend) => backend.Model);
        app.MapGet("/api/status", (GenerationMonitor monitor) => monitor.Status);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }
}
