namespace TreasureMarkers.ChatServer.Hosting;

/// <summary>What the server is told at start: configuration section <c>Server</c>, or the command line (see <see cref="CommandLine"/>).</summary>
public sealed class ServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Server";

    /// <summary>The model folder. Default: <c>models/default</c>, looked for from the content root and the program upwards.</summary>
    public string? Model { get; set; }

    /// <summary>The port on 127.0.0.1, 0 to 65535; 0 takes a free one. Ignored if <see cref="Urls"/> is set.</summary>
    public int Port { get; set; } = 5080;

    /// <summary>Addresses to listen on, separated by semicolons. Only loopback addresses are accepted.</summary>
    public string? Urls { get; set; }

    /// <summary>The folder of the built page. Default: <c>wwwroot</c> beside the program, else <c>web/dist</c>, looked for upwards.</summary>
    public string? Page { get; set; }

    /// <summary>
    /// The path of an SQLite file, or a PostgreSQL connection string (<c>Host=…</c>). Default: <c>treasuremarkers/server.db</c> in
    /// the user's folder for local application data.
    /// </summary>
    public string? Database { get; set; }
}
