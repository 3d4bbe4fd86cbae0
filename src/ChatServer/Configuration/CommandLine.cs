namespace TreasureMarkers.ChatServer.Configuration;

/// <summary>The server's own switches. A configuration key (<c>--Logging:LogLevel:Default Debug</c>) is a switch, too.</summary>
internal static class CommandLine
{
    /// <summary>The text of <c>--help</c>.</summary>
    public const string Help = """
        Serves the chat page, the SignalR hub and an OpenAI-compatible API over a marker model.

          --model DIR    the model folder (default: models/default)
          --port N       the port on 127.0.0.1 (default: 5080; 0 takes a free one)
          --urls URLS    addresses to listen on instead; those beyond this machine need API keys
          --page DIR     the folder of the built page (default: wwwroot, else web/dist)
          --database DB  the path of an SQLite file, or PostgreSQL's connection string "Host=…"
                         (better given as the environment variable Server__Database, which others cannot read)
          --help         this text

        Verbs: keys create NAME, keys list, keys revoke NAME (API keys, in the database)
        """;

    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--model"] = "Server:Model",
        ["--port"] = "Server:Port",
        ["--urls"] = "Server:Urls",
        ["--page"] = "Server:Page",
        ["--database"] = "Server:Database",
    };

    /// <summary>A builder whose configuration is appsettings.json, the environment and the command line, the last one winning.</summary>
    /// <exception cref="StartupException">An argument is not a switch, its value is missing, or a setting is not supported.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        Check(args);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(args, Switches);
        return builder.Configuration.GetSection("Kestrel:Endpoints").Exists()
            ? throw new StartupException("Kestrel:Endpoints is not supported; name the addresses with --urls.")
            : builder;
    }

    // The configuration provider ignores what it does not know; a mistyped switch must not be ignored.
    private static void Check(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i].Split('=', 2)[0];
            bool known = name.StartsWith("--", StringComparison.Ordinal) && (Switches.ContainsKey(name) || name.Contains(':'));
            if (!known)
            {
                throw new StartupException($"Unknown argument '{args[i]}'. Allowed: {string.Join(", ", Switches.Keys)}, --help.");
            }

            if (!args[i].Contains('=') && ++i == args.Length)
            {
                throw new StartupException($"{name} needs a value.");
            }
        }
    }
}
