using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using TreasureMarkers.ChatServer.Access;
using TreasureMarkers.ChatServer.Backends;
using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Storage;
using TreasureMarkers.Models;

namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>Puts the server together and runs it.</summary>
internal static class Server
{
    /// <summary>A server with its model loaded, not listening yet.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Replaces services, for tests.</param>
    /// <exception cref="StartupException">The arguments or the configuration are wrong.</exception>
    /// <exception cref="ModelException">The model folder cannot be used.</exception>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        CommandLine.Check(args);
        WebApplicationBuilder builder = Configure(args);
        ServerOptions options = ReadOptions(builder);
        var policy = AccessPolicy.From(options);
        if (ListenAddresses.From(options).Any(address => !ListenAddresses.IsLoopbackAddress(address)))
        {
            // Names are not checked where keys are: appsettings.json lists this machine's.
            builder.Configuration["AllowedHosts"] = "*";
        }

        builder.WebHost.UseUrls(ListenAddresses.From(options));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestJson.MaxReadBytes;
        });
        Database database = await StorageSetup.OpenAsync(options);
        var keys = new ApiKeyStore(database, TimeProvider.System);
        ListenAddresses.CheckKeys(options, (await keys.ListAsync(CancellationToken.None)).Any(key => key.Revoked is null));
        builder.Services.AddChatServer(options, ReadInference(builder), policy, database);
        configure?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        LoadModel(app.Services);
        app.MapChatServer(Folders.Page(options, Directory.GetCurrentDirectory()));
        return app;
    }

    /// <summary>The configuration: appsettings.json, the environment, the command line.</summary>
    public static WebApplicationBuilder Configure(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, new Dictionary<string, string>(CommandLine.Switches));
        return builder;
    }

    /// <summary>The server's options.</summary>
    /// <exception cref="StartupException">One is malformed or out of range.</exception>
    public static ServerOptions ReadOptions(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            throw new StartupException("Kestrel:Endpoints is not supported; name the addresses with --urls.");
        }

        try
        {
            ServerOptions options = builder.Configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
            return options.ShutdownSeconds is >= 0 and <= 600
                ? options
                : throw new StartupException("Server:ShutdownSeconds must be from 0 to 600.");
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException(
                "The port must be a number from 0 to 65535 (--port N), Server:RequireKey true or false, Server:RequestsPerMinute and Server:ShutdownSeconds numbers.", e);
        }
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

    private static void LoadModel(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IChatBackend>();
        }
        catch (OptionsValidationException e)
        {
            throw new StartupException($"{InferenceOptions.LocalSection}: {string.Join(" ", e.Failures)}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"{InferenceOptions.LocalSection}: Threads, Slots, QueueLength, PrefixCacheMegabytes and MaxOutputTokens must be whole numbers, Device Auto, Cpu or Cuda.", e);
        }
    }

    private static InferenceOptions ReadInference(WebApplicationBuilder builder)
    {
        try
        {
            return builder.Configuration.GetSection(InferenceOptions.Section).Get<InferenceOptions>() ?? new InferenceOptions();
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException("Inference:Backend must be local or openai, Inference:OpenAI:MarkersInPrompt true or false.", e);
        }
    }
}
