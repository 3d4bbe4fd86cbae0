namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>What the server is told at start: configuration section <c>Server</c>, or the command line (see <see cref="CommandLine"/>).</summary>
internal sealed class ServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Server";

    /// <summary>The model folder. Default: <c>models/default</c>, looked for from the content root and the program upwards.</summary>
    public string? Model { get; set; }

    /// <summary>The port on 127.0.0.1, 0 to 65535; 0 takes a free one. Ignored if <see cref="Urls"/> is set.</summary>
    public int Port { get; set; } = 5080;

    /// <summary>Addresses to listen on, separated by semicolons. Addresses beyond this machine need an API key to be made first (<c>keys create NAME</c>).</summary>
    public string? Urls { get; set; }

    /// <summary>The folder of the built page. Default: <c>wwwroot</c> beside the program, else <c>web/dist</c>, looked for upwards.</summary>
    public string? Page { get; set; }

    /// <summary>
    /// The path of an SQLite file, or a PostgreSQL connection string (<c>Host=…</c>). Default: <c>treasuremarkers/server.db</c> in
    /// the user's folder for local application data.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>Whether callers need an API key. Default: if an address is not loopback, in which case they always do.</summary>
    public bool? RequireKey { get; set; }

    /// <summary>What one client may ask in a minute. Default: 120 where a key is required, else no limit.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Sites whose pages may use the server from a browser, separated by semicolons: <c>https://chat.example.org</c>. Default: none.</summary>
    public string? AllowedOrigins { get; set; }

    /// <summary>How long running replies may take to finish when the server is stopped, 0 to 600 seconds; then they are ended. Default: 5.</summary>
    public int ShutdownSeconds { get; set; } = 5;
}
