using System.Net;
using Microsoft.Extensions.Options;

namespace TreasureMarkers.ChatServer.Configuration;

/// <summary>The server cannot start as it was told to. The message is one line for the person at the terminal.</summary>
/// <param name="message">What was wrong and what to do.</param>
/// <param name="innerException">The cause, if another exception was.</param>
internal sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// The configuration section <c>Server</c>. The command line sets its most used members (see <see cref="CommandLine"/>).
/// </summary>
internal sealed class ServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Server";

    /// <summary>The model folder. Default: <c>models/default</c>, looked for from the current folder and the program upwards.</summary>
    public string? Model { get; set; }

    /// <summary>The port on 127.0.0.1, 0 to 65535; 0 takes a free one. Ignored if <see cref="Urls"/> is set.</summary>
    public int Port { get; set; } = 5080;

    /// <summary>Addresses to listen on, separated by semicolons. Addresses that other machines can reach need an API key to be made
    /// first (<c>keys create NAME</c>).</summary>
    public string? Urls { get; set; }

    /// <summary>
    /// The folder of the built page. Default: <c>wwwroot</c> beside the program, else <c>web/dist</c>, looked for upwards.
    /// </summary>
    public string? Page { get; set; }

    /// <summary>
    /// The path of an SQLite file, or a PostgreSQL connection string (<c>Host=…</c>). Default: <c>treasuremarkers/server.db</c> in
    /// the user's folder for local application data.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>
    /// Whether callers need an API key. Default: true if an address is not loopback, in which case it must not be false.
    /// </summary>
    public bool? RequireKey { get; set; }

    /// <summary>The most requests of one client in a minute. Default: 120 where a key is required, else no limit.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Origins whose pages may use the server from a browser, separated by semicolons: <c>https://chat.example.org</c>.
    /// Default: none.</summary>
    public string? AllowedOrigins { get; set; }

    /// <summary>
    /// Seconds that running replies may take to finish when the server is stopped, 0 to 600; then they are ended. Default: 5.
    /// </summary>
    public int ShutdownSeconds { get; set; } = 5;

    /// <summary>The addresses to listen on.</summary>
    public string[] Addresses() => Urls is null ? [$"http://127.0.0.1:{Port}"] : Split(Urls);

    /// <summary>The addresses that other machines can reach.</summary>
    /// <exception cref="FormatException">An address is malformed; validated options have none.</exception>
    public IEnumerable<string> OpenAddresses() => Addresses().Where(address => !IsLoopback(BindingAddress.Parse(address).Host));

    /// <summary>Whether callers need an API key.</summary>
    public bool IsKeyRequired() => RequireKey ?? OpenAddresses().Any();

    /// <summary>The most requests of one client in a minute; null for no limit.</summary>
    public int? RequestLimit() => RequestsPerMinute ?? (IsKeyRequired() ? 120 : null);

    /// <summary>Origins whose pages may use the server.</summary>
    public string[] Origins() => Split(AllowedOrigins ?? "");

    /// <summary>Whether a host name or address, as a URL writes it, is this machine only.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static string[] Split(string list) =>
        list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Checks <see cref="ServerOptions"/> at start.</summary>
internal sealed class ServerOptionsValidator : IValidateOptions<ServerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ServerOptions options) =>
        Failures(options).FirstOrDefault() is { } failure ? ValidateOptionsResult.Fail(failure) : ValidateOptionsResult.Success;

    private static IEnumerable<string> Failures(ServerOptions options)
    {
        if (options.Port is < 0 or > 65535)
        {
            yield return $"--port {options.Port} is out of range: 0 to 65535 are allowed, 0 takes a free one.";
        }

        if (options.Addresses().FirstOrDefault(address => !IsAddress(address)) is { } malformed)
        {
            yield return $"'{malformed}' is not an address to listen on; write it as http://127.0.0.1:5080.";
        }

        if (options.RequireKey is false && options.OpenAddresses().Any())
        {
            yield return "Server:RequireKey is false, but an address is not loopback: anyone who can reach it could use the model.";
        }

        if (options.RequestsPerMinute is < 1)
        {
            yield return "Server:RequestsPerMinute must be at least 1; leave it out for the default.";
        }

        if (options.Origins().FirstOrDefault(origin => !IsOrigin(origin)) is { } other)
        {
            yield return $"'{other}' is not an origin; write it as https://chat.example.org, without a path or '*'.";
        }

        if (options.ShutdownSeconds is < 0 or > 600)
        {
            yield return "Server:ShutdownSeconds must be from 0 to 600.";
        }
    }

    private static bool IsAddress(string address)
    {
        try
        {
            _ = BindingAddress.Parse(address);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is ("http" or "https")
        && uri.GetLeftPart(UriPartial.Authority) == origin;
}

/// <summary>Registers options that configuration binds.</summary>
internal static class OptionsSetup
{
    /// <summary>Adds the server's options, which are validated when they are first read.</summary>
    public static IServiceCollection AddServerOptions(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        services.AddSection<ServerOptions>(
            ServerOptions.Section,
            "The port must be a number from 0 to 65535 (--port N), Server:RequireKey true or false, "
            + "Server:RequestsPerMinute and Server:ShutdownSeconds numbers.");
        return services;
    }

    /// <summary>Adds options that a section of the configuration binds.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    /// <param name="malformed">The failure of a value that cannot be converted to its member's type.</param>
    public static OptionsBuilder<T> AddSection<T>(this IServiceCollection services, string section, string malformed)
        where T : class =>
        services.AddOptions<T>().ValidateOnStart().Configure<IConfiguration>((options, configuration) =>
        {
            try
            {
                configuration.GetSection(section).Bind(options);
            }
            catch (InvalidOperationException)
            {
                throw new OptionsValidationException(section, typeof(T), [malformed]);
            }
        });
}
