namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>The server's own switches; a configuration key (<c>--Logging:LogLevel:Default Debug</c>) is a switch, too.</summary>
internal static class CommandLine
{
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

    public static readonly IReadOnlyDictionary<string, string> Switches = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["--model"] = "Server:Model",
        ["--port"] = "Server:Port",
        ["--urls"] = "Server:Urls",
        ["--page"] = "Server:Page",
        ["--database"] = "Server:Database",
    };

    /// <summary>The configuration provider ignores what it does not know; a mistyped switch must not be ignored.</summary>
    /// <exception cref="StartupException">An argument is not a switch, or its value is missing.</exception>
    public static void Check(string[] args)
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
